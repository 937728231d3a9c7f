// Links into the room that is shown, Back and Forward move only the conversation: the browser's history is not Python's.
//
// Each of its entries keeps the reading place that it was left at, and the link that was followed. NiceGUI's own router
// has no part in this; `address` tells the server where the page is now: at the number of the message that
// the address names, or at 0. The conversation's `data-path` is the room's path, without a proxy's prefix.
// A conversation beside the page's own has no part in the address, but remembers its place.
// `layers.js` hears first that one has gone back.
import './layers.js';
import {spotOf} from '../elements/focus.js';

const KEPT = 50;  // rooms
const PAUSE = 1000;  // milliseconds; browsers allow a hundred changes in thirty seconds

let noting = null;
let isLeaving = false;
let isFirst = true;  // nothing has been shown yet since the page was loaded
const shown = new Set();  // the readers of the conversations on the page
const places = new Map();  // a room's path → where one was reading when one left it, unless at its end

const prefix = () => window.path_prefix || '';

export function main() {  // the reader of the page's own conversation
  return [...shown].find(({isBeside}) => !isBeside) ?? null;
}

function within(reader, {origin, pathname}) {  // what an address names of the room that is shown
  if (origin !== location.origin || !reader.box?.isConnected || isLeaving) return null;
  const room = prefix() + reader.box.dataset.path;
  const number = pathname.startsWith(`${room}/`) ? pathname.slice(room.length + 1) : '';
  if (pathname !== room && !/^\d{1,15}$/.test(number)) return null;
  return {path: pathname.slice(prefix().length), number: Number(number), isMessage: Boolean(number)};
}

function note(reader, link) {
  forget();
  if (reader.awaited || !within(reader, location)) return;
  const focused = document.activeElement?.closest('.log .msg') ? document.activeElement : null;
  const spot = (link ?? focused) && spotOf(link ?? focused);
  history.replaceState({...history.state, place: {...placeOf(reader), spot}}, '');
}

function placeOf({isAtEnd, anchor, offset}) {
  return {isAtEnd, number: Number(anchor), kind: 'place', offset};
}

export function noteSoon(reader) {
  if (!reader.isBeside) noting ??= setTimeout(() => note(reader), PAUSE);
}

function forget() {
  clearTimeout(noting);
  noting = null;
}

function tell(path) {  // which room is shown: other modules want to know
  document.dispatchEvent(new CustomEvent('chatapp:room', {detail: path.split('/').pop()}));
}

function tellAll() {  // which conversations are
  document.dispatchEvent(new CustomEvent('chatapp:conversations', {detail: [...shown].map(({box}) => box)}));
}

export function leave(reader) {  // the conversation is left
  const {box: {dataset: {path}}, awaited, isAtEnd, anchor} = reader;
  if (!awaited && path) places.delete(path);
  if (!awaited && path && !isAtEnd && anchor) places.set(path, placeOf(reader));
  if (places.size > KEPT) places.delete(places.keys().next().value);
  shown.delete(reader);
  tellAll();
  if (reader.isBeside) return;
  forget();
  tell('');
}

export function enter(reader) {  // another conversation
  if (!reader.isBeside) {
    main()?.leave();
    isLeaving = false;
    tell(reader.box.dataset.path);
  }
  shown.add(reader);
  tellAll();
}

export function left(reader, {number, kind}) {  // where one was reading, if one comes back; a link to a message leads there
  const wasFirst = isFirst && !reader.isBeside;
  isFirst &&= reader.isBeside;
  const place = reader.isBeside ? null : history.state?.place;  // a new entry of the history has none
  if (place?.number && (wasFirst || within(reader, location))) return place.isAtEnd ? null : place;
  const before = kind === 'link' ? null : places.get(reader.box.dataset.path);
  return !before || before.number < Number(number) ? null : before;  // what is new comes first
}

export function mend(reader) {  // the address names a message that does not exist: now it names the room
  const {path} = reader.box.dataset;
  history.replaceState({...history.state, page: path}, '', prefix() + path);
}

function leadsWithin(link) {  // [the reader of the conversation, what is named of it], or nothing; one that is left leads back
  return [...shown].filter(({box}) => !box?.closest('[data-leaving]')).map((reader) => [reader, within(reader, link)]).find(([, to]) => to) ?? [];
}

function follow(event) {
  const more = event.target.closest('.conversation [data-say]');
  if (more) {
    [...shown].find(({box}) => box.contains(more))?.say(more.dataset.say);
    return;
  }
  const link = event.target.closest('a[href]');
  const [reader, to] = link ? leadsWithin(link) : [];
  if (!to || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelector('.scrim')?.click();  // closes the sidebar of narrow screens
  if (!reader.isBeside && link.pathname !== location.pathname) {
    const path = to.path + location.search;
    note(reader, link);
    history.pushState({page: path}, '', prefix() + path);
    reader.say('address', to.number);
  }
  if (to.isMessage) reach(reader, {number: to.number, kind: 'link'});
  else reader.newest();
}

function returned(event) {
  const reader = main();
  const to = reader && within(reader, location);
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

export function listen() {
  document.addEventListener('click', follow, true);
  window.addEventListener('popstate', returned, true);
}
