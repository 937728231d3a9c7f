// A link in a message that leads to a room, a thread or a message of this Chatapp opens here, in no other tab.
import {go} from './elements.js';

function follow(event) {
  const link = event.target.closest?.('.shell .body a[target="_blank"]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const prefix = window.path_prefix || '';
  if (link.origin !== location.origin || !link.pathname.startsWith(`${prefix}/rooms/`)) return;
  event.preventDefault();
  go(link.pathname.slice(prefix.length) + link.search);
}

document.addEventListener('click', follow);
