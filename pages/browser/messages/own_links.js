// A link in a message that leads into this Chatapp opens here: a page in a tab of its own would know nothing of this one.
// A thread of a message that is shown opens beside it.
import {go} from '../elements/elements.js';
import {openBeside} from '../conversation/threads.js';

function follow(event) {
  const link = event.target.closest?.('.shell .body a[target="_blank"]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const rooms = pathOfRooms();
  if (!rooms || link.origin !== location.origin || !link.pathname.startsWith(rooms)) return;
  event.preventDefault();
  const [room, number] = link.pathname.slice(rooms.length).split('/');
  if (!openBeside(link, room, number)) go(link.pathname.slice((window.path_prefix || '').length) + link.search);
}

function pathOfRooms() {  // that all rooms' addresses begin with, as those in the sidebar do
  const {pathname} = document.querySelector('a.room-row') ?? {};
  return pathname?.slice(0, pathname.lastIndexOf('/') + 1);
}

document.addEventListener('click', follow);
