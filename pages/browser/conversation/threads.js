// A press opens a thread beside its room, and closing it gives the focus back: which row had it, only the browser knows.
//
// Whatever carries `data-thread`, a thread's uuid, opens it; `data-number` is a message in it. The room's page is told by
// `thread` (`pages/room/thread/thread_panel.py`).
import {settle} from './thread_address.js';
import {layerOf} from '../shell/layers.js';
import * as places from './conversation_place.js';
import * as readers from './reading_place.js';
import * as server from '../shell/server.js';
import * as typedAhead from '../composer/typed_ahead.js';

let opener = null;  // the number of the message that had the focus before

function frame() {
  return document.querySelector('.main .room:not([data-leaving] *)');
}

function rowNumber(element) {
  return element?.closest?.('.msg')?.dataset.number ?? null;
}

export function open(room, number = '') {
  const place = frame()?.querySelector('[data-place]:not([data-beside])');
  if (!place) return;
  typedAhead.beginThread();
  server.tell('thread', places.roomOf(place), room, number);
}

export function openBeside(link, room, number) {  // says whether it does: the thread is a shown message's
  const chip = frame()?.querySelector(`.thread-chip[data-thread="${CSS.escape(room)}"]`);
  if (!chip || !window.socket?.connected) return false;
  opener = rowNumber(link);
  open(room, number);
  return true;
}

export function lead(path) {  // the address was the thread's own: now it is its room's
  history.replaceState({...history.state, page: path}, '', (window.path_prefix || '') + path);
}

export function opened(room) {
  settle();
  const place = places.of(room);
  const entry = places.field(place);
  if (entry) typedAhead.pour([typedAhead.THREAD], entry);
  else typedAhead.end();
  if (!place?.contains(document.activeElement)) (place?.querySelector('[data-close]') ?? place)?.focus();
}

export function closed() {  // the focus goes back, unless one is elsewhere by now
  settle();
  if (document.activeElement !== document.body) return;
  const row = readers.main()?.row(opener);
  opener = null;
  if (row) row.tabIndex = -1;
  (row ?? places.field(places.all()[0]))?.focus({preventScroll: true});
}

function pressed(event) {
  const link = event.target.closest?.('[data-thread]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!frame() || !window.socket?.connected || layerOf(link)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  opener = rowNumber(link);
  open(link.dataset.thread, link.dataset.number);
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  if (detail.act !== 'thread') return;
  opener = rowNumber(target);
  if (window.socket?.connected) typedAhead.beginThread();
});
window.addEventListener('click', pressed, true);
