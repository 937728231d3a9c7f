// A click is answered before the next picture is drawn, from what the link knows: the server's answer comes later.
//
// It is on its way first: the cover is made while the server works.
// Under the new view's head stands the room as it was left (`remembered_rooms.js`), or the old view, dimmed, which a
// skeleton covers after a moment (`loading.css`). Nothing of it can be used until the new view is there. Without a
// connection the old one stays as it is, a note says so, and the link is followed once the line is back.
import * as remembered from './remembered_rooms.js';
import {coverFor, nameOf} from './view_cover.js';

const TOO_LONG = 10_000;  // milliseconds

let wanted = null;  // the link's address, until its view is here
let arriving = null;  // {cover, end}

function markCurrent(link) {  // returns what takes it back
  const rows = link.closest('.sidebar') ? [...document.querySelectorAll('.sidebar a[aria-current]')] : [];
  const before = rows.map((row) => row.getAttribute('aria-current'));
  for (const row of rows) row.setAttribute('aria-current', row === link ? 'page' : 'false');
  return () => rows.forEach((row, index) => row.setAttribute('aria-current', before[index]));
}

function leave({target}) {
  target.blur();
}

function keepOut(main) {  // of the view that is being left; `inert` would have every element in it styled again, twice
  main.addEventListener('focusin', leave);
  if (main.contains(document.activeElement)) document.activeElement.blur();  // before a change: it has styles worked out
  main.setAttribute('data-leaving', '');
  return () => {
    main.removeEventListener('focusin', leave);
    main.removeAttribute('data-leaving');
  };
}

function begin(link) {
  arriving?.end(false);
  const main = document.querySelector('.main');
  const views = main?.querySelector('.nicegui-sub-pages');
  if (!views) return;
  remembered.remember(main);
  const cover = coverFor(link, main);
  const release = keepOut(main);
  const takeBack = markCurrent(link);
  const changes = new MutationObserver((all) => {
    if (all.some(({addedNodes}) => addedNodes.length)) end(true);
  });
  const end = (isHere) => {
    clearTimeout(timer);
    changes.disconnect();
    cover.remove();
    release();
    arriving = null;
    if (isHere) wanted = null;
    else takeBack();
  };
  const timer = setTimeout(() => end(false), TOO_LONG);
  arriving = {cover, end};
  changes.observe(views, {childList: true});
  document.body.append(cover);
}

function say(sentence) {
  document.querySelector('.arriving-note')?.remove();
  if (!sentence) return;
  const note = Object.assign(document.createElement('div'), {className: 'arriving-note', textContent: sentence});
  note.setAttribute('role', 'status');
  document.body.append(note);
}

function wait(link, name) {
  wanted = link;
  say(`You're offline. ${name || 'This page'} opens when you're back.`);
}

function listen(socket) {  // to a socket that is new here
  socket.on('connect', () => {
    say('');
    if (!wanted) return;
    const path = wanted;
    wanted = null;
    emitEvent('sub_pages_navigate', path);
  });
  socket.on('disconnect', () => {
    const name = arriving?.cover.querySelector('h1').textContent;
    arriving?.end(false);
    if (wanted) wait(wanted, name);
  });
}

let heard = null;
let followed = null;  // the link of the click that is being told of

function follow(event) {
  followed = null;
  const link = event.target.closest?.(':is(.shell, .switcher) a[href^="/"]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target === '_blank' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname + link.search === location.pathname + location.search) return;
  if (link.matches('[data-person]') && window.socket?.connected) return;  // opens a card over this view (`person.js`)
  if (heard !== window.socket && window.socket?.on) listen(heard = window.socket);
  if (window.socket?.connected) {
    followed = link;
  } else {
    event.preventDefault();
    event.stopPropagation();
    wait(link.getAttribute('href'), nameOf(link));
  }
}

function answer() {  // NiceGUI has told the server
  if (!followed) return;
  begin(followed);
  wanted = followed.getAttribute('href');
  followed = null;
}

document.addEventListener('click', follow, true);
window.addEventListener('click', answer);
