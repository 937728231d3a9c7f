// A conversation comes compressed: the browser alone can inflate it, and what comes behind it waits meanwhile.
// All is taken in the order in which it was sent (`pages/nicegui_patches/packed_frames.py`), pings with it, as the answer to one says that all
// before it has come.
const MARK = '6packed';  // Engine.IO's noop: the next message is compressed
const FORMAT = 'deflate-raw';

export function offering(options) {  // NiceGUI's, of which the query goes with each socket → the same, with what this browser can do
  if (canInflate()) options.query.inflates = true;
  return options;
}

function canInflate() {  // some browsers know the stream, and not this format
  try {
    return Boolean(new DecompressionStream(FORMAT));
  } catch {
    return false;
  }
}

export function follow({io: manager}, query) {  // a socket of Socket.IO's
  const inOrder = () => take(manager.engine.transport, () => delete query.inflates);
  manager.on('open', () => {
    inOrder();
    manager.engine.on('upgrade', inOrder);  // from long polling
  });
}

export function take(transport, fail) {  // have its messages inflated; `fail` is called before it ends, as this browser cannot
  const onData = transport.onData.bind(transport);
  let isMarked = false, isOver = false, last = null;  // what waits last

  async function inTurn(before, data, isPacked) {
    await before;
    if (isOver) return;
    let text = data;
    try {
      if (isPacked) text = await inflated(data);
    } catch {
      isOver = true;
      fail();
      transport.close();  // what was lost is sent again, as it is
      return;
    }
    try {
      onData(text);
    } catch (error) {
      reportError(error);  // as of a message that has not waited
    }
  }

  transport.onData = (data) => {
    if (data === MARK) {
      isMarked = true;
    } else if (isMarked || last) {
      const own = inTurn(last, data, isMarked).finally(() => {
        if (last === own) last = null;
      });
      [last, isMarked] = [own, false];
    } else if (!isOver) {
      onData(data);
    }
  };
}

async function inflated(bytes) {
  const stream = new DecompressionStream(FORMAT), writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {});  // what fails is told where one reads
  writer.close().catch(() => {});
  return new Response(stream.readable).text();
}
