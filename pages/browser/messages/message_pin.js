// Whether a row is pinned is seen in the browser alone: there one entry of the menu is "Pin" or "Unpin".
import {send} from './message_acts.js';

function isPinned(row) {
  return row.dataset.pinned !== undefined;
}

document.addEventListener('chatapp:menu', ({detail: {row, menu}}) => {
  const entry = menu.querySelector('[data-act="pin"]');
  if (entry) entry.querySelector('span').textContent = isPinned(row) ? entry.dataset.undo : entry.dataset.words;
});

document.addEventListener('chatapp:act', ({target, detail}) => {
  if (detail.act === 'pin') send(target, 'pinning', isPinned(target) ? '-' : '+');
});
