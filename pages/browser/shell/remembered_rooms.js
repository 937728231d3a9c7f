// What a room looked like when it was left is seen at once on coming back, until the room itself is there.
//
// Only what stood in the window at the room's end is kept, in this page alone: nothing to use, and nothing to store.
import {showFirstDay} from '../conversation/first_day.js';

const AT_MOST = 30;  // rooms
const rooms = new Map();  // a room's path → {log, earlier, below}: whether there is more above, pixels below; the last left is last

function copyOf(element, top) {  // from the end, as far up as it could be seen
  if (element.localName !== 'div' || element.className) {
    const {bottom, height} = element.getBoundingClientRect();
    return height && bottom < top ? null : element.cloneNode(true);
  }
  const copy = document.createElement('div');
  for (const child of [...element.children].toReversed()) {
    const row = copyOf(child, top);
    if (!row) break;
    copy.prepend(row);
  }
  return copy.hasChildNodes() ? copy : element.hasChildNodes() ? null : copy;
}

export function remember(main) {  // the room that is being left
  const box = main.querySelector('.conversation');
  const path = box?.dataset.path;
  if (!path) return;
  rooms.delete(path);
  if (box.dataset.attached !== 'true' || box.scrollTop < -4) return;
  const log = box.querySelector('.log').cloneNode(false);
  const {top, bottom} = box.getBoundingClientRect();
  for (const part of [...box.querySelector('.log').children].toReversed()) log.prepend(copyOf(part, top) ?? '');
  for (const one of [log, ...log.querySelectorAll('[id]')]) one.removeAttribute('id');
  log.querySelector('.beginning .more')?.remove();  // which would go again
  showFirstDay(log);
  rooms.set(path, {log, earlier: box.dataset.earlier, below: main.getBoundingClientRect().bottom - bottom});
  if (rooms.size > AT_MOST) rooms.delete(rooms.keys().next().value);
}

export function recall(path) {  // {box, below}: its conversation as it was; or null
  const {log, earlier, below} = rooms.get(path) ?? {};
  if (!log) return null;
  const box = Object.assign(document.createElement('div'), {className: 'conversation', inert: true});
  Object.assign(box.dataset, {attached: true, earlier});  // no beginning that is further up
  box.append(log.cloneNode(true));
  return {box, below};
}
