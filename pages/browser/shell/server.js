// What one presses and what comes into view is seen here, and told to the server by names (`pages/shell/websocket/page_events.py`).
//
// Of a conversation, its room comes first. A button that only tells something says what in `data-tell`.

const AGAIN = 10;  // milliseconds
const OWN = new Set(['message_post']);  // what has a listener of its own, the quickest there is

export function tell(name, ...details) {
  if (!mounted_app) setTimeout(tell, AGAIN, name, ...details);  // the page is being drawn
  else if (OWN.has(name)) emitEvent(name, ...details);
  else emitEvent('told', name, ...details);
}

document.addEventListener('click', ({target}) => {
  const button = target.closest?.('[data-tell]');
  if (button) tell(...button.dataset.tell.split(' '));
});
