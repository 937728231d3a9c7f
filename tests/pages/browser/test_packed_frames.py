"""What comes compressed is inflated in the browser, and all is taken in the order in which it was sent."""

import base64
import zlib

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

LOOK = """async ([packed]) => {
  const took = [], ends = [];
  const transport = {onData: (data) => {
    took.push(typeof data === 'string' ? data : 'bytes');
    if (data === 'bad') throw new Error('of what takes it');
  }, close: () => ends.push('closed')};
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).buffer;
  const idle = () => new Promise((resolve) => setTimeout(resolve, 50));
  const errors = [];
  window.reportError = (error) => errors.push(error.message);
  packed_frames.take(transport, () => ends.push('failed'));
  const come = (...all) => all.forEach((data) => transport.onData(data));
  come('1', '6packed', bytes, '2', 'bad', bytes, '6packed', bytes, '3', '6');
  const before = [...took];
  while (took.length < 8) await idle();
  come('4', '6packed', new ArrayBuffer(5), '5');
  while (!ends.length) await idle();
  await idle();
  return [before, took, ends, errors];
}"""
OFFER = """() => {
  const engine = {on: (name, heard) => manager.upgraded = heard};
  const manager = {on: (name, heard) => manager.opened = heard, engine};
  const {query} = packed_frames.offering({query: {id: 'a'}}), offered = {...query};
  packed_frames.follow({io: manager}, query);
  const taken = () => {
    const theirs = () => {};
    manager.engine.transport = {onData: theirs};
    return () => manager.engine.transport.onData !== theirs;
  };
  const open = taken();
  manager.opened();
  const isTaken = [open()], upgraded = taken();
  manager.upgraded();
  isTaken.push(upgraded());
  window.DecompressionStream = class { constructor(format) { throw new TypeError(format); } };
  const unknown = packed_frames.offering({query: {id: 'b'}}).query;
  delete window.DecompressionStream;
  return [offered, isTaken, unknown, packed_frames.offering({query: {id: 'c'}}).query];
}"""


async def test_what_comes_behind_a_compressed_message_waits_for_it_and_what_cannot_be_read_ends_the_line(
    load: LoadModules,
) -> None:
    page = await load("packed_frames")
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress("42é".encode() * 9) + deflate.flush(zlib.Z_FULL_FLUSH) + deflate.flush()
    before, took, ends, errors = await page.evaluate(LOOK, [base64.b64encode(packed).decode()])
    text = "42é" * 9
    assert before == ["1"]
    assert took == ["1", text, "2", "bad", "bytes", text, "3", "6", "4"]
    assert ends == ["failed", "closed"]
    assert errors == ["of what takes it"]


async def test_a_browser_says_whether_it_can_inflate_and_does_on_each_line(load: LoadModules) -> None:
    page = await load("packed_frames")
    assert await page.evaluate(OFFER) == [{"id": "a", "inflates": True}, [True, True], {"id": "b"}, {"id": "c"}]
