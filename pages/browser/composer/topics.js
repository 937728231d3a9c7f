// Rows are the same in all rooms: how a message is answered in a room with topics, only the browser can add to them.
//
// Each message that has no thread yet shows it, again whenever its row is drawn again; and whether a room has topics can
// change while it is open.
import {act, boxOf, offers, rowOf} from '../messages/message_acts.js';

const boxes = document.getElementsByClassName('conversation');  // kept by the browser: most pages have no topics
const drawn = new WeakSet();  // those of them that have had topics
const THREAD = {dataset: {offered: 'room'}};  // which rows may have one

function begins(row) {
  const made = Object.assign(document.createElement('button'), {type: 'button', className: 'thread-chip begins'});
  const icon = boxOf(row).querySelector('.message-toolbar [data-act=reply] svg').cloneNode(true);
  made.append(icon, 'Reply');
  return made;
}

function draw() {
  for (const box of boxes) {
    if (box.dataset.topics === 'true') {
      drawn.add(box);
      const rows = box.querySelectorAll(':scope > .log .msg:not(:has(> .thread-chip))');
      for (const row of rows) if (offers(row, THREAD)) row.append(begins(row));
    } else if (drawn.delete(box)) {
      for (const button of box.querySelectorAll('.thread-chip.begins')) button.remove();
    }
  }
}

document.addEventListener('click', ({target}) => {
  const button = target.closest?.('.msg > .thread-chip.begins');
  if (button) act(rowOf(button), 'thread');
});
new MutationObserver(draw).observe(document, {subtree: true, childList: true, attributeFilter: ['data-topics']});
