// What is typed here and on the person's other devices is compared where it is typed: only the browser has the field.
//
// A text goes to the server a second after the last key, with the revision that it was based on. What comes from there
// replaces a text that has not been changed since they were compared; otherwise both are kept (`other_draft.js`).
import * as drafts from './drafts.js';
import {isDirty, isSame, isTyping, of, put, settle, textOf, waiting} from './draft_state.js';
import * as outbox from './outbox.js';

const QUIET = 1000;  // milliseconds after the last key

function isSending(room) {  // the message ends a draft: what is typed next is written after it
  return outbox.items.some((item) => item.room === room && !item.why);
}

export function write(room) {
  const state = of(room);
  clearTimeout(state.timer);
  state.timer = null;
  const text = textOf(room);
  if (!window.socket?.connected || !state.isKnown || state.flight || isSending(room) || text === state.refused) return;
  const {base} = drafts.peek(room);
  state.flight = {text, isRepeat: base.tried === text};
  drafts.update(room, {base: {...base, tried: text}});
  emitEvent('draft_write', room, text, base.revision, state.other);
}

function writeIfDirty(room) {
  of(room).timer = null;
  if (isDirty(room)) write(room);
}

export function writeSoon(room) {
  const state = of(room);
  clearTimeout(state.timer);
  state.timer = isDirty(room) ? setTimeout(writeIfDirty, QUIET, room) : null;
}

export function writeAll(except) {  // now: the person leaves
  for (const room of waiting()) if (room !== except) writeIfDirty(room);
}

export function send(room) {  // what is typed becomes a message; returns which draft it comes from
  const {base} = drafts.peek(room);
  const {flight} = of(room);
  if (flight) flight.isOver = true;
  drafts.update(room, {base: {...base, text: '', tried: ''}});
  return {revision: base.revision, body: flight?.text ?? base.tried};
}

function goOn(room) {  // after an answer
  if (of(room).heard > drafts.peek(room).base.revision) emitEvent('draft_read', room);
  else writeSoon(room);
}

export function stored(room, revision) {
  const {flight} = of(room);
  of(room).flight = null;
  if (flight) settle(room, revision, flight.isOver ? '' : flight.text);
  goOn(room);
}

export function outdated(room, revision, body, kept, wasSent) {  // another device was faster
  const state = of(room);
  const {flight} = state;
  const text = textOf(room);
  const isOver = wasSent && flight?.isRepeat && text === flight.text;  // taken over there, and sent
  state.flight = null;
  if (isOver || !text || body.startsWith(text) && !isTyping(room)) {
    settle(room, revision, body, kept);
    put(room, body);
  } else {
    const isOlder = text.startsWith(body);
    settle(room, revision, body, isOlder ? (kept === text ? '' : kept) : drafts.merged(body, kept));
    write(room);
  }
}

export function refused(room) {
  const state = of(room);
  state.refused = state.flight?.text ?? null;
  state.flight = null;
  goOn(room);
}

export function later(room, seconds) {
  of(room).flight = null;
  setTimeout(writeIfDirty, seconds * 1000, room);
}

export function arrived(room, revision, body, kept) {  // what the server has
  const state = of(room);
  const {base} = drafts.peek(room);
  const text = textOf(room);
  state.isKnown = true;
  if (state.flight) return;
  if (!body && kept && (!text || text === kept) && revision >= base.revision) {  // a program has sent something else
    settle(room, revision, '', '');
    if (text) writeSoon(room);
    else put(room, kept);
  } else if (isSame(text, body)) settle(room, revision, text, kept);
  else if (revision <= base.revision) writeSoon(room);
  else if (!text || text === base.text && !(body && isTyping(room))) {
    settle(room, revision, body, kept);
    put(room, body);
  } else if (!body && base.tried !== text) {
    settle(room, revision, '', kept);
    writeSoon(room);
  } else write(room);  // the answer says what to do
}
