// What is typed must survive that its row is drawn again for everybody: the field lies over the row, in the page alone.
import {place, release, row} from './edit_place.js';
import {stash, stashed} from './edit_stash.js';
import {sourceOf} from './edit_source.js';
import * as edits from './edits.js';
import * as list from './edit_list.js';
import {isOffline, onChange} from './offline.js';
import {left, leftInWords, tooLong} from './text_length.js';
import * as toasts from './toasts.js';

const OFFLINE = "You're offline. You can edit this message when you're back.";
const EMPTY = 'Write something, or delete the message.';
const DELETED = 'This message was deleted.';

let open = null;  // {room, number, revision, before, from, saving}: the message that is edited; from: who had the focus
let asked = 'row';  // who had it when a text was asked for

function box() {
  return document.querySelector('.edit-field');
}

function entry() {
  return box().querySelector('textarea');
}

function note(words, kind = 'error') {
  box().querySelector(`.${kind}`).textContent = words;
}

function isConnected() {
  return window.socket?.connected && !isOffline();
}

function show() {  // as much as fits, and what is left
  const field = entry();
  const limit = Number(box().dataset.limit);
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  note(leftInWords(field.value, limit), 'count');
  box().toggleAttribute('data-over', left(field.value, limit) < 0);
  place(box(), open.number);
}

export function start(room, number, body, revision) {
  if (box()?.dataset.room !== room) return;
  const kept = stashed(room, number);
  open = {room, number, before: body, revision: kept?.revision ?? revision, from: asked, saving: null};
  const field = entry();
  Object.assign(field, {value: kept?.body ?? body, readOnly: false});
  box().setAttribute('data-open', '');
  note('');
  show();
  field.focus({preventScroll: true});
  field.setSelectionRange(field.value.length, field.value.length);
  box().scrollIntoView({block: 'nearest'});
}

export function begin(message) {
  const number = Number(message.dataset.number);
  const {room} = box().dataset;
  const waiting = edits.of(room, number);
  const source = isConnected() ? null : sourceOf(message);
  asked = document.activeElement?.closest('.composer') ? 'composer' : 'row';
  if (open?.number === number) entry().focus();
  else if (waiting) start(room, number, waiting.body, waiting.newer?.revision ?? waiting.revision);
  else if (source) start(room, number, source, 0);
  else if (isConnected()) emitEvent('edit_source', room, number);
  else toasts.show(OFFLINE);
}

function close() {
  const {number, from} = open;
  const hadFocus = box()?.contains(document.activeElement);
  open = null;
  box()?.removeAttribute('data-open');
  release(box());
  list.cover(null);
  if (!hadFocus) return;
  const message = from === 'composer' ? null : row(number);
  if (message) message.tabIndex = -1;
  (message ?? document.querySelector('.composer textarea'))?.focus({preventScroll: true});
}

export function isOpen() {
  return open !== null;
}

export function cancel() {
  const {room, number, before, revision} = open;
  const body = entry().value;
  stash(open, null);
  close();
  if (body === before || !body.trim()) return;
  toasts.show('Edit discarded.', 'Undo', () => {
    stash({room, number}, {body, revision});
    start(room, number, before, revision);
  });
}

export function save() {
  const {value} = entry();
  const why = value.trim() ? tooLong(value, Number(box().dataset.limit)) : EMPTY;
  note(why);
  if (why || open.saving) return;
  stash(open, null);
  if (value === open.before && !edits.of(open.room, open.number)) {
    close();
    return;
  }
  entry().readOnly = true;  // the row says it in a moment
  open.saving = edits.add(open.room, open.number, open.revision, value);
  settle();
}

function settle() {  // the field stays until the edit is stored; what takes longer, or is refused, is listed
  if (!open?.saving) return;
  const item = edits.items.find(({id}) => id === open.saving);
  if (!item || item.why || item.newer || !isConnected()) close();
  else list.cover(item.id);
}

function lose() {  // the message was deleted: what was typed is kept
  const {room, number, revision, before} = open;
  const {value} = entry();
  stash(open, null);
  close();
  if (value.trim() && value !== before) edits.add(room, number, revision, value, {why: DELETED, isGone: true});
  else toasts.show(DELETED);
}

export function follow() {  // rows have come or gone, or were drawn again
  if (!open || !box()) return;
  if (!open.saving && row(open.number)?.querySelector(':scope > .body > .gone')) lose();
  else place(box(), open.number);
}

export function leave() {  // the room: what is typed is there again when one comes back
  open = null;
  release(null);
}

export function typed() {
  if (!open) return;
  note('');
  show();
  stash(open, {body: entry().value, revision: open.revision});
}

edits.onChange(settle);
onChange(settle);
