// A link in a message that leads to a room, a thread or a message of this Chatapp opens here, in no other tab.
import {go} from './elements.js';

function follow(event) {
  const link = event.target.closest?.('.shell .body a[target="_blank"]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const rooms = pathOfRooms();
  if (!rooms || link.origin !== location.origin || !link.pathname.startsWith(rooms)) return;
  event.preventDefault();
  go(link.pathname.slice((window.path_prefix || '').length) + link.search);
}

function pathOfRooms() {  // that all rooms' addresses begin with, as those in the sidebar do
  const {pathname} = document.querySelector('a.room-row') ?? {};
  return pathname?.slice(0, pathname.lastIndexOf('/') + 1);
}

document.addEventListener('click', follow);
