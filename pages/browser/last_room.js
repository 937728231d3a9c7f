// Which room one was in when the page was left, only the browser knows; the next page may begin there (`last_room.py`).
import {prefix} from './kept.js';

const LASTS = 3600;  // seconds

let shown = '';  // the room

function note() {
  const account = prefix().split('.')[1];
  document.cookie = `chatapp_room=${account}.${shown}; path=/; samesite=lax; max-age=${shown ? LASTS : 0}`;
}

document.addEventListener('chatapp:room', ({detail}) => {
  shown = detail;
  note();
});
window.addEventListener('pagehide', note);
document.addEventListener('visibilitychange', note);
