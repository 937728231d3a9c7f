// Which messages are in view, and how near an end of those that were sent one is, changes with every turn of the wheel.

const FILL = 800;  // pixels of the conversation that are kept ready on each side of what is in view

export const NOTHING = {first: Infinity, last: 0};  // in view since the last time

function firstThat(rows, test) {  // the index of the first row whose rectangle passes; all rows below it pass, too
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(rows[middle].getBoundingClientRect())) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function measure(reader) {
  const rows = reader.log.querySelectorAll('.msg');
  if (!rows.length) return;
  const view = reader.box.getBoundingClientRect();
  if (reader.box.scrollTop !== reader.held) {  // the reader has scrolled; positions are whole pixels, errors must not add up
    const top = rows[Math.min(firstThat(rows, (rect) => rect.top >= view.top), rows.length - 1)];
    reader.anchor = top.dataset.number;
    reader.offset = reader.place(top);
    reader.held = reader.box.scrollTop;
  }
  const first = rows[Math.min(firstThat(rows, (rect) => rect.bottom > view.top + 8), rows.length - 1)];
  const last = rows[Math.max(firstThat(rows, (rect) => rect.top >= view.bottom - 16) - 1, 0)];
  reader.first = Math.min(reader.first, Number(first.dataset.number));
  reader.last = Math.max(reader.last, Number(last.dataset.number));
}

export function fill(reader) {  // asks for more where little is left
  if (!reader.box?.isConnected || performance.now() < reader.asked) return;
  const {dataset, scrollHeight, clientHeight} = reader.box;
  const below = -reader.box.scrollTop;
  const above = scrollHeight - clientHeight - below;
  const needsEarlier = dataset.earlier === 'true' && above < FILL;
  const needsLater = dataset.attached !== 'true' && below < FILL;
  if (!needsEarlier && !needsLater) return;
  reader.asked = performance.now() + 1000;
  reader.say(needsEarlier ? 'earlier' : 'later');
}

export function fillSoon(reader) {  // once nothing has come for a while
  clearTimeout(reader.filling);
  reader.filling = setTimeout(fill, 300, reader);
}

export function tell(reader) {
  clearTimeout(reader.telling);
  reader.telling = null;
  if (!reader.box?.isConnected) return;
  const now = reader.isAtEnd ? 'end' : `${reader.first} ${reader.last}`;
  if (now !== reader.told && reader.last) reader.say('seen', reader.first, reader.last, reader.isAtEnd);
  Object.assign(reader, NOTHING, {told: now});
}
