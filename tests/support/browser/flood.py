"""Messages that arrive faster than anybody reads, and what a browser feels of it."""

import asyncio
from dataclasses import asdict, dataclass
from uuid import uuid4

from playwright.async_api import Page

from tests.support.browser.page_client import PageClient
from tests.support.running.patience import until
from tests.support.servers.server import Person, Server

WATCH = """() => {
  const seen = window.flood = {tasks: [], gaps: [], echoes: [], events: [], rows: 0};
  const note = (type, take, more) => new PerformanceObserver(list => list.getEntries().forEach(take))
    .observe({type, ...more});
  note('longtask', entry => seen.tasks.push(entry.duration));
  const isTyping = entry => /^key|input/.test(entry.name);
  note('event', entry => isTyping(entry) && seen.events.push(entry.duration), {durationThreshold: 16});
  addEventListener('input', event => requestAnimationFrame(() => {
    seen.echoes.push(performance.now() - event.timeStamp);
  }), true);
  let before = performance.now();
  const frame = now => {
    seen.gaps.push(now - before);
    before = now;
    seen.rows = Math.max(seen.rows, document.querySelectorAll('.msg').length);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
FELT = """() => {
  const {tasks, gaps, echoes, events, rows} = window.flood;
  const at = (all, share) => all.length ? all.sort((a, b) => a - b)[Math.floor(share * (all.length - 1))] : 0;
  return {
    longest_task_ms: at(tasks, 1), long_tasks: tasks.length, longest_frame_ms: at(gaps, 1), p99_frame_ms: at(gaps, .99),
    echo_p50_ms: at(echoes, .5), echo_p99_ms: at(echoes, .99), echo_worst_ms: at(echoes, 1),
    slowest_key_ms: at(events, 1), characters: echoes.length, most_rows: rows,
  };
}"""


@dataclass
class Felt:
    """What a browser felt. A task over 50 ms is a long one; an echo is from a key to the next frame."""

    longest_task_ms: float
    long_tasks: int
    longest_frame_ms: float
    p99_frame_ms: float
    echo_p50_ms: float
    echo_p99_ms: float
    echo_worst_ms: float
    slowest_key_ms: float
    characters: int
    most_rows: int

    def rounded(self) -> dict[str, float]:
        """Return the figures to a tenth."""
        return {name: round(value, 1) for name, value in asdict(self).items()}


async def watch(page: Page) -> None:
    """Begin to measure what the page's browser feels."""
    await page.evaluate(WATCH)


async def felt(page: Page) -> Felt:
    """Return what it has felt since."""
    return Felt(**await page.evaluate(FELT))


async def pour(server: Server, person: Person, room: str, count: int, rate: float) -> list[str]:
    """Post messages at a steady rate (a second), from an open page; returns their keys when all are stored."""
    page = await PageClient(server.base, f"/rooms/{room}", person.cookie).open()
    loop, keys = asyncio.get_running_loop(), [str(uuid4()) for _ in range(count)]
    start = loop.time()
    for number, key in enumerate(keys):
        await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
        await page.post(room, key, f"drop {number + 1} of **{count}**, as long as what people say to each other")
    await until(lambda: [key for _, key in page.rows()[-1:]] == keys[-1:])
    await page.close()
    return keys
