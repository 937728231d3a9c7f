// Links into the room that is shown, Back and Forward move only the conversation: the browser's history is not Python's.
//
// Each of its entries keeps the reading place that it was left at, and the link that was followed. NiceGUI's own router
// has no part in this; the event `address` tells the server where the page is now: at the number of the message that
// the address names, or at 0. The conversation's `data-path` is the room's path, without a proxy's prefix.
// `layers.js` hears first that one has gone back.
import './layers.js';
import {spotOf} from './focus.js';

const PAUSE = 1000;  // milliseconds; browsers allow a hundred changes in thirty seconds

let noting = null;
let isLeaving = false;
let isFirst = true;  // nothing has been shown yet since the page was loaded

const prefix = () => window.path_prefix || '';

function within(reader, {origin, pathname}) {  // what an address names of the room that is shown
  if (origin !== location.origin || !reader.box?.isConnected || isLeaving) return null;
  const room = prefix() + reader.box.dataset.path;
  const number = pathname.startsWith(`${room}/`) ? pathname.slice(room.length + 1) : '';
  if (pathname !== room && !/^\d{1,15}$/.test(number)) return null;
  return {path: pathname.slice(prefix().length), number: Number(number), isMessage: Boolean(number)};
}

function note(reader, link) {
  clearTimeout(noting);
  noting = null;
  if (reader.awaited || !within(reader, location)) return;
  const {isAtEnd, anchor, offset} = reader;
  const spot = link && spotOf(link);
  const place = {isAtEnd, number: Number(anchor), kind: 'place', offset, spot};
  history.replaceState({...history.state, place}, '');
}

export function noteSoon(reader) {
  noting ??= setTimeout(() => note(reader), PAUSE);
}

export function forget() {  // the conversation is left
  clearTimeout(noting);
  noting = null;
}

export function enter() {  // another conversation
  isLeaving = false;
}

export function left() {  // where one was reading when the page was loaded again, or left for another site
  const wasFirst = isFirst;
  isFirst = false;
  const place = history.state?.place;  // a new entry of the history has none
  return wasFirst && place?.number && !place.isAtEnd ? place : null;
}

export function mend(reader) {  // the address names a message that does not exist: now it names the room
  const {path} = reader.box.dataset;
  history.replaceState({...history.state, page: path}, '', prefix() + path);
}

function follow(reader, event) {
  const more = event.target.closest('.conversation [data-say]');
  if (more) {
    reader.say(more.dataset.say);
    return;
  }
  const link = event.target.closest('a[href]');
  const to = link && within(reader, link);
  if (!to || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelector('.scrim')?.click();  // closes the sidebar of narrow screens
  if (link.pathname !== location.pathname) {
    note(reader, link);
    history.pushState({page: to.path}, '', prefix() + to.path);
    reader.say('address', to.number);
  }
  if (to.isMessage) reach(reader, {number: to.number, kind: 'link'});
  else reader.newest();
}

function returned(reader, event) {
  const to = within(reader, location);
  const place = event.state?.place;
  forget();
  if (!to) {  // NiceGUI leads to another view
    isLeaving = true;
    return;
  }
  event.stopImmediatePropagation();
  reader.say('address', to.number);
  if (place ? !place.isAtEnd : to.isMessage) reach(reader, place ?? {number: to.number, kind: 'link'});
  else reader.newest(place?.spot);
}

export function reach(reader, place) {
  const row = reader.row(place.number);
  reader.awaited = row ? null : place;
  if (row) reader.stand(row, place);
  else reader.say('jump', place.number);
}

export function listen(reader) {
  document.addEventListener('click', (event) => follow(reader, event), true);
  window.addEventListener('popstate', (event) => returned(reader, event), true);
}
