// Which rows are out of view, and in which rooms something is typed and not sent, only the browser knows.
import * as drafts from '../drafts/drafts.js';
import {IS_APPLE} from '../elements/keys.js';
import {moveInMenu} from '../elements/lists.js';

let box = null;  // the part of the sidebar that scrolls
let due = 0;

if (IS_APPLE) document.documentElement.dataset.keys = 'apple';

function markDrafts() {
  const rooms = new Set(drafts.rooms());
  for (const row of box.querySelectorAll('.room-row')) {
    const has = rooms.has(row.getAttribute('href').split('/').pop());
    if (has === row.hasAttribute('data-draft')) continue;
    row.toggleAttribute('data-draft', has);
    if (has) row.setAttribute('aria-description', 'Has a draft');
    else row.removeAttribute('aria-description');
  }
}

function outOfView(side) {  // unread rows of which less than half can be seen
  const {top, bottom} = box.getBoundingClientRect();
  const rows = [...box.querySelectorAll('.room-row[data-kind=unread]')];
  const middles = rows.map((row) => [row, row.getBoundingClientRect()]).map(([row, at]) => [row, (at.top + at.bottom) / 2]);
  return middles.filter(([, at]) => (side === 'up' ? at < top : at > bottom)).map(([row]) => row);
}

function show() {
  due = 0;
  if (!box?.isConnected) return;
  markDrafts();
  for (const pill of document.querySelectorAll('[data-reveal]')) {
    const isUp = pill.dataset.reveal === 'up';
    const count = outOfView(pill.dataset.reveal).length;
    pill.hidden = count === 0;
    if (count) pill.textContent = `${isUp ? '↑' : '↓'} ${count} more unread`;
  }
}

function showSoon() {
  due ||= requestAnimationFrame(show);
}

export function connected() {
  const found = document.querySelector('.sidebar-scroll');
  if (found && found !== box) {
    box = found;
    box.addEventListener('scroll', showSoon, {passive: true});
    new ResizeObserver(showSoon).observe(box);
    const seen = {subtree: true, childList: true, attributeFilter: ['data-kind', 'aria-expanded']};
    new MutationObserver(showSoon).observe(box, seen);
  }
  showSoon();
}

export function mark(paths) {  // the links that lead to what is shown, by their paths
  for (const link of document.querySelectorAll('.sidebar :is(.nav-row, .myself)')) {
    link.setAttribute('aria-current', paths.includes(link.getAttribute('href')) ? 'page' : 'false');
  }
}

document.addEventListener('keydown', (event) => {
  const head = event.target.closest?.('.sidebar-head');
  if (head) moveInMenu(event, head);
});
document.addEventListener('click', ({target}) => {
  const pill = target.closest('[data-reveal]');
  if (pill) {
    const rows = outOfView(pill.dataset.reveal);
    (pill.dataset.reveal === 'up' ? rows.at(-1) : rows[0])?.scrollIntoView({block: 'center'});
  }
  target.closest('[role=menuitem]')?.closest('[popover]')?.hidePopover();
});
document.addEventListener('chatapp:drafts', showSoon);
window.addEventListener('pagehide', () => {  // a server that is started anew has every page loaded anew (`first_look.js`)
  if (!box) return;
  try {
    sessionStorage.setItem('chatapp.sidebar', JSON.stringify({path: location.pathname, top: box.scrollTop}));
  } catch {
    // a browser that stores nothing begins at the top
  }
});
