// Which room one was in when the page was left, only the browser knows; the next page may begin there (`last_room.py`).
import {prefix} from '../elements/account_storage.js';

const LASTS = 3600;  // seconds
const SOON = 500;  // milliseconds: while a room is shown the browser's other process would be waited for, twice

let shown = '';  // the room
let noting = null;

function note() {
  clearTimeout(noting);
  const account = prefix().split('.')[1];
  document.cookie = `chatapp_room=${account}.${shown}; path=/; samesite=lax; max-age=${shown ? LASTS : 0}`;
}

document.addEventListener('chatapp:room', ({detail}) => {
  shown = detail;
  clearTimeout(noting);
  noting = setTimeout(note, SOON);
});
window.addEventListener('pagehide', note);
document.addEventListener('visibilitychange', note);
