// A row is the same for all its readers, and what a link leads to is not for all of them: each browser asks for its own.
//
// Only attributes are set, so the text stays the address that was typed, also when it is copied.
import * as server from '../shell/server.js';

const PLACE = /^[\da-f-]{36}(?:\/\d{1,15})?$/;  // a room, or a message in it
const AT_MOST = 50;
const PAUSE = 150;  // milliseconds in which rows come together

const titles = new Map();  // path → what it is shown as; '' until it is known, or if one may not know
const changes = new MutationObserver(lookSoon);
let rooms = '';  // the path that all rooms' begin with
let looking = 0;

const prefix = () => window.path_prefix || '';

function pathOf(link) {  // of an address that stands there as it was typed
  const {origin, pathname, hash, search, textContent} = link;
  const path = pathname.slice(prefix().length);
  if (origin !== location.origin || hash || search || !textContent.includes(path)) return '';
  return path.startsWith(rooms) && PLACE.test(path.slice(rooms.length)) ? path : '';
}

function show(link, title) {
  if (!title || link.dataset.title === title) return;
  link.dataset.title = title;
  link.setAttribute('aria-label', title);
  link.title = link.textContent;
}

function look() {
  looking = 0;
  const unknown = new Set();
  for (const link of document.querySelectorAll(`.log .body a[href*="${rooms}"]:not([data-title])`)) {
    const path = pathOf(link);
    if (!path) continue;
    if (titles.has(path)) show(link, titles.get(path));
    else unknown.add(path);
  }
  if (!unknown.size || !window.socket?.connected) return;
  const asked = [...unknown].slice(0, AT_MOST);
  for (const path of asked) titles.set(path, '');
  server.tell('link_titles', ...asked);
  if (unknown.size > asked.length) lookSoon();
}

function lookSoon() {
  looking ||= setTimeout(look, PAUSE);
}

export function arrived(json) {
  for (const [path, [room, at, line]] of Object.entries(JSON.parse(json))) {
    const date = at && new Intl.DateTimeFormat([], {dateStyle: 'medium'}).format(new Date(at));
    titles.set(path, [room, date, line].filter(Boolean).join(' · '));
  }
  look();
}

document.addEventListener('chatapp:conversations', ({detail: boxes}) => {
  changes.disconnect();
  for (const box of boxes) {
    rooms = box.dataset.path.slice(0, box.dataset.path.lastIndexOf('/') + 1);
    changes.observe(box.querySelector('.log'), {childList: true, subtree: true});
  }
  if (boxes.length) lookSoon();
});
