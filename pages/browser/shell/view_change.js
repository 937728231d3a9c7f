// A click is answered before the next picture is drawn, from what the link knows: the server's answer comes later.
//
// It is on its way first: the cover is made while the server works.
// Under the new view's head stands the room as it was left (`remembered_rooms.js`), or the old view, dimmed, which a
// skeleton covers after a moment (`loading.css`). Nothing of it can be used until the new view is there. Without a
// connection the old one stays as it is, a note says so, and the link is followed once the line is back. What is typed
// meanwhile is for the new room (`typed_ahead.js`).
import * as typedAhead from '../composer/typed_ahead.js';
import {isOffline, onChange} from './connection.js';
import * as remembered from './remembered_rooms.js';
import {coverFor, knownAs, nameOf} from './view_cover.js';

const TOO_LONG = 10_000;  // milliseconds
const UNKNOWN = 'Implicit handshake failed';  // what a server says that doesn't know the page, as after a restart

let wanted = null;  // the link's address, until its view is here
let arriving = null;  // {cover, end}

function markCurrent(link) {  // returns what takes it back
  const rows = link.closest('.sidebar') ? [...document.querySelectorAll('.sidebar a[aria-current]')] : [];
  const before = rows.map((row) => row.getAttribute('aria-current'));
  for (const row of rows) row.setAttribute('aria-current', row === link ? 'page' : 'false');
  return () => rows.forEach((row, index) => row.setAttribute('aria-current', before[index]));
}

function leave({target}) {
  if (!typedAhead.focus()) target.blur();
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

function isOther(views, link) {  // a room that was clicked before this one
  const box = views.querySelector('.conversation');
  return link.matches('.room-row') && box && box.dataset.path !== link.getAttribute('href');
}

function begin(link) {
  arriving?.end(false);
  const main = document.querySelector('.main');
  const views = main?.querySelector('.nicegui-sub-pages');
  if (!views) return;
  remembered.remember(main);
  const cover = coverFor(link, main);
  const release = keepOut(main);
  const takeBack = markCurrent(knownAs(link));
  typedAhead.beginView(link, nameOf(knownAs(link)), main);
  const changes = new MutationObserver((all) => {
    if (all.some(({addedNodes}) => addedNodes.length) && !isOther(views, link)) end(true);
  });
  const end = (isHere) => {
    clearTimeout(timer);
    changes.disconnect();
    cover.remove();
    release();
    arriving = null;
    if (isHere) {
      wanted = null;
    } else {
      takeBack();
      typedAhead.end();
    }
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

function goOn() {
  say('');
  if (!wanted) return;
  const path = wanted;
  wanted = null;
  emitEvent('sub_pages_navigate', path);
}

function isConnected() {  // a socket hears later than the browser that its line is gone
  return Boolean(window.socket?.connected) && !isOffline();
}

function listen(socket) {  // to a socket that is new here
  socket.on('connect', goOn);
  socket.on('connect_error', ({message}) => {  // NiceGUI loads the page anew, where the link leads then
    if (wanted && message === UNKNOWN) location.assign((window.path_prefix || '') + wanted);
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
  if (!arriving && link.pathname + link.search === location.pathname + location.search) return;
  if (link.matches('[data-person]') && isConnected()) return;  // opens a card over this view (`person.js`)
  if (heard !== window.socket && window.socket?.on) listen(heard = window.socket);
  if (isConnected()) {
    followed = link;
  } else {
    event.preventDefault();
    event.stopPropagation();
    wait(link.getAttribute('href'), nameOf(knownAs(link)));
  }
}

function answer() {  // NiceGUI has told the server
  if (!followed) return;
  begin(followed);
  wanted = followed.getAttribute('href');
  followed = null;
}

onChange(() => isConnected() && goOn());
document.addEventListener('click', follow, true);
window.addEventListener('click', answer);
