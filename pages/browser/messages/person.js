// A message's HTML is shared by all its readers, so one listener opens the card of whoever's name is pressed anywhere.
import * as server from '../shell/server.js';

const WIDTH = 340;  // of a card, in pixels
const HEIGHT = 460;  // at most
const GAP = 8;

function stand({left, right, top}) {  // beside what was pressed, wherever there is room
  const x = right + GAP + WIDTH < innerWidth ? right + GAP : Math.max(GAP, left - GAP - WIDTH);
  const y = Math.max(GAP, Math.min(top, innerHeight - HEIGHT - GAP));
  document.body.style.setProperty('--card-x', `${x}px`);
  document.body.style.setProperty('--card-y', `${y}px`);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-person]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!window.socket?.connected) return;
  event.preventDefault();
  event.stopPropagation();
  const shown = link.firstElementChild ?? link;  // a face's link has no box of its own
  stand(shown.getBoundingClientRect());
  server.tell('person', link.dataset.person || link.closest('[data-author]')?.dataset.author);
}, true);
