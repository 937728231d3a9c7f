// Links into the room that is shown, Back and Forward move only the conversation: the browser's history is not Python's.
//
// Each of its entries knows where one read while it was the present one, and which link one left it by. NiceGUI's own
// router has no part in this; the server is told by the event `address` (the number of the message that the address
// names, or 0) at which address the page is now.
import {spotOf} from './focus.js';

const PAUSE = 1000;  // milliseconds; browsers allow a hundred changes in thirty seconds

let noting = null;
let isLeaving = false;

function within(reader, {origin, pathname}) {  // what an address names of the room that is shown
  const found = origin === location.origin && pathname.match(/\/rooms\/([^/]+)(?:\/(\d{1,15}))?$/);
  if (!found || !reader.box?.isConnected || isLeaving || found[1] !== reader.box.dataset.room) return null;
  return {path: found[0], number: Number(found[2] ?? 0), isMessage: Boolean(found[2])};
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
    history.pushState({page: to.path}, '', (window.path_prefix || '') + to.path);
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

function reach(reader, place) {
  const row = reader.row(place.number);
  reader.awaited = row ? null : place;
  if (row) reader.stand(row, place);
  else reader.say('jump', place.number);
}

export function listen(reader) {
  document.addEventListener('click', (event) => follow(reader, event), true);
  window.addEventListener('popstate', (event) => returned(reader, event), true);
}
