// What is typed here and on the person's other devices is compared where it is typed: only the browser has the field.
//
// A text goes to the server a second after the last key, with the revision that it was based on. What comes from there
// replaces a text that has not been changed since they were compared; otherwise both are kept (`other_draft.js`). The
// message that it answers, if there is one, goes with it.
import * as drafts from './drafts.js';
import {isDirty, isSame, isTyping, of, put, replyOf, settle, textOf, waiting} from './draft_state.js';
import * as sendQueue from '../composer/send_queue.js';
import * as server from '../shell/server.js';

const QUIET = 1000;  // milliseconds after the last key

function isSending(room) {  // the message ends a draft: what is typed next is written after it
  return sendQueue.items.some((item) => item.room === room && !item.why);
}

export function write(room) {
  const state = of(room);
  clearTimeout(state.timer);
  state.timer = null;
  const text = textOf(room);
  if (!window.socket?.connected || !state.isKnown || state.flight || isSending(room) || text === state.refused) return;
  const {base} = drafts.peek(room);
  const reply = text.trim() ? replyOf(room) : 0;
  state.flight = {text, reply, isRepeat: base.tried === text};
  drafts.update(room, {base: {...base, tried: text}});
  server.tell('draft_write', room, text, base.revision, state.other, ...(reply ? [reply] : []));
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
  drafts.update(room, {base: {...base, text: '', tried: '', reply: 0}});
  return {revision: base.revision, body: flight?.text ?? base.tried};
}

function goOn(room) {  // after an answer
  if (of(room).heard > drafts.peek(room).base.revision) server.tell('draft_read', room);
  else writeSoon(room);
}

export function stored(room, revision) {
  const {flight, other} = of(room);
  of(room).flight = null;
  const {text, reply} = !flight || flight.isOver ? {text: '', reply: 0} : flight;
  if (flight) settle(room, revision, text, other, reply);
  goOn(room);
}

export function outdated(room, revision, body, kept, wasSent, reply = 0) {  // another device was faster
  const state = of(room);
  const {flight} = state;
  const text = textOf(room);
  const isOver = wasSent && flight?.isRepeat && text === flight.text;  // taken over there, and sent
  state.flight = null;
  if (isOver || !text || body.startsWith(text) && !isTyping(room)) {
    settle(room, revision, body, kept, reply);
    put(room, body, reply);
  } else {
    const isOlder = text.startsWith(body);
    settle(room, revision, body, isOlder ? (kept === text ? '' : kept) : drafts.merged(body, kept), reply);
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

export function arrived(room, revision, body, kept, reply = 0) {  // what the server has
  const state = of(room);
  const {base} = drafts.peek(room);
  const text = textOf(room);
  state.isKnown = true;
  if (state.flight) return;
  if (!body && kept && (!text || text === kept) && revision >= base.revision) {  // a program has sent something else
    settle(room, revision, '', '', 0);
    if (text) writeSoon(room);
    else put(room, kept);
  } else if (isSame(text, body)) {
    const isTheirs = text.trim() && revision > base.revision && replyOf(room) === base.reply;
    settle(room, revision, text, kept, reply);
    if (isTheirs) put(room, text, reply);
    else writeSoon(room);
  } else if (revision <= base.revision) writeSoon(room);
  else if (!text || text === base.text && !(body && isTyping(room))) {
    settle(room, revision, body, kept, reply);
    put(room, body, reply);
  } else if (!body && base.tried !== text) {
    settle(room, revision, '', kept, 0);
    writeSoon(room);
  } else write(room);  // the answer says what to do
}
