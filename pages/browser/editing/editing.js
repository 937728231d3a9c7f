// What is typed must survive that its row is drawn again for everybody: the field lies over the row, in the page alone.
import {entry, fit, note} from './edit_field.js';
import {place, release, row} from './edit_place.js';
import {stash, stashed} from './edit_stash.js';
import {sourceOf} from './edit_source.js';
import * as edits from './edits.js';
import * as list from './edit_list.js';
import {isOffline, onChange} from '../shell/connection.js';
import * as server from '../shell/server.js';
import {tooLong} from '../elements/text_length.js';
import {field as composerOf, of, placeOf} from '../conversation/conversation_place.js';
import * as toasts from '../shell/toasts.js';

const OFFLINE = "You're offline. You can edit this message when you're back.";
const EMPTY = 'Write something, or delete the message.';
const DELETED = 'This message was deleted.';

// Each conversation has a field. By it, {room, number, revision, before, from, saving}: the message that is edited, and who
// had the focus before.
const opened = new Map();
let asked = 'row';  // who had it when a text was asked for

function boxOf(room) {
  return of(room)?.querySelector('.edit-field') ?? null;
}

function isConnected() {
  return window.socket?.connected && !isOffline();
}

function show(box) {
  fit(box);
  place(box, opened.get(box).number);
}

export function start(room, number, body, revision) {
  const box = boxOf(room);
  if (!box) return;
  const kept = stashed(room, number);
  opened.set(box, {room, number, before: body, revision: kept?.revision ?? revision, from: asked, saving: null});
  const field = entry(box);
  Object.assign(field, {value: kept?.body ?? body, readOnly: false});
  box.setAttribute('data-open', '');
  note(box, '');
  show(box);
  field.focus({preventScroll: true});
  field.setSelectionRange(field.value.length, field.value.length);
  box.scrollIntoView({block: 'nearest'});
}

export function begin(message) {
  const number = Number(message.dataset.number);
  const box = message.closest('.conversation').querySelector('.edit-field');
  const {room} = box.dataset;
  const waiting = edits.of(room, number);
  const source = isConnected() ? null : sourceOf(message);
  asked = document.activeElement?.closest('.composer') ? 'composer' : 'row';
  if (opened.get(box)?.number === number) entry(box).focus();
  else if (waiting) start(room, number, waiting.body, waiting.newer?.revision ?? waiting.revision);
  else if (source) start(room, number, source, 0);
  else if (isConnected()) server.tell('edit_source', room, number);
  else toasts.show(OFFLINE);
}

function close(box) {
  const {room, number, from} = opened.get(box);
  const hadFocus = box.contains(document.activeElement);
  opened.delete(box);
  box.removeAttribute('data-open');
  release(box);
  list.cover(room, null);
  if (!hadFocus) return;
  const message = from === 'composer' ? null : row(box, number);
  if (message) message.tabIndex = -1;
  (message ?? composerOf(placeOf(box)))?.focus({preventScroll: true});
}

export function isOpen(box) {
  return opened.has(box);
}

export function cancel(box) {
  const {room, number, before, revision} = opened.get(box);
  const body = entry(box).value;
  stash(opened.get(box), null);
  close(box);
  if (body === before || !body.trim()) return;
  toasts.show('Edit discarded.', 'Undo', () => {
    stash({room, number}, {body, revision});
    start(room, number, before, revision);
  });
}

export function save(box) {
  const {value} = entry(box);
  const open = opened.get(box);
  const why = value.trim() ? tooLong(value, Number(box.dataset.limit)) : EMPTY;
  note(box, why);
  if (why || open.saving) return;
  stash(open, null);
  if (value === open.before && !edits.of(open.room, open.number)) {
    close(box);
    return;
  }
  entry(box).readOnly = true;  // the row says it in a moment
  open.saving = edits.add(open.room, open.number, open.revision, value);
  settle();
}

function settle() {  // the field stays until the edit is stored; what takes longer, or is refused, is listed
  for (const [box, {room, saving}] of opened) {
    const item = saving && edits.items.find(({id}) => id === saving);
    if (saving && (!item || item.why || item.newer || !isConnected())) close(box);
    else if (saving) list.cover(room, item.id);
  }
}

function lose(box) {  // the message was deleted: what was typed is kept
  const {room, number, revision, before} = opened.get(box);
  const {value} = entry(box);
  stash(opened.get(box), null);
  close(box);
  if (value.trim() && value !== before) edits.add(room, number, revision, value, {why: DELETED, isGone: true});
  else toasts.show(DELETED);
}

export function follow(box) {  // rows have come or gone, or were drawn again
  const open = opened.get(box);
  if (!open) return;
  if (!open.saving && row(box, open.number)?.querySelector(':scope > .body > .gone')) lose(box);
  else place(box, open.number);
}

export function leave(box) {  // the room: what is typed is there again when one comes back
  opened.delete(box);
  release(box);
}

export function typed(box) {
  const open = opened.get(box);
  if (!open) return;
  note(box, '');
  show(box);
  stash(open, {body: entry(box).value, revision: open.revision});
}

edits.onChange(settle);
onChange(settle);
