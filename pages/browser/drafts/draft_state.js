// What is typed in a room is in its field, or in the browser's store if another room is shown: only the browser can look.
import * as drafts from './drafts.js';
import * as other from './other_draft.js';
import * as places from '../conversation/conversation_place.js';
import * as replying from '../composer/replying.js';

const TYPING = 3000;  // milliseconds after the last key in which the field is left alone
const states = new Map();  // of the rooms
let isOurs = false;  // the field is being changed here

export function of(room) {  // flight: what is being written; heard: the newest revision there is said to be
  const fresh = {other: '', isKnown: false, flight: null, heard: 0, refused: null, typed: -TYPING, timer: null};
  if (!states.has(room)) states.set(room, fresh);
  return states.get(room);
}

export function field(room) {
  return places.field(places.of(room));
}

export function textOf(room) {
  return field(room)?.value ?? drafts.peek(room).text;
}

export function replyOf(room) {  // the number of the message that the text answers, or 0
  return (field(room) ? replying.to(places.of(room)) : drafts.replyOf(room))?.number ?? 0;
}

export function isSame(one, two) {
  return one === two || !one.trim() && !two.trim();
}

export function isDirty(room) {
  const [text, {base}] = [textOf(room), drafts.peek(room)];
  return !isSame(text, base.text) || Boolean(text.trim()) && replyOf(room) !== base.reply;
}

export function isTyping(room) {
  const entry = field(room);
  const isIn = entry && entry === document.activeElement && document.hasFocus();
  return isIn && performance.now() - of(room).typed < TYPING;
}

export function put(room, text, number = 0) {  // number: of the message that it answers
  const entry = field(room);
  const reply = number ? {number} : null;
  if (!entry) return drafts.update(room, {text, reply});
  if (replyOf(room) !== number) replying.show(places.of(room), reply);
  isOurs = true;
  entry.value = text;
  entry.dispatchEvent(new Event('input', {bubbles: true}));
  isOurs = false;
}

export function settle(room, revision, text, kept, reply) {  // they have been compared
  of(room).other = kept;
  drafts.update(room, {base: {revision, text, tried: '', reply}});
  drafts.markRemote(room, Boolean(text || kept));
  if (field(room)) other.show(places.of(room), kept);
}

export function typed(room) {
  if (!isOurs) of(room).typed = performance.now();
}

export function reconnect() {  // what was on its way may have arrived or not
  for (const state of states.values()) state.flight = null;
}

export function waiting() {  // the rooms whose text is to be written soon
  return [...states].filter(([, {timer}]) => timer).map(([room]) => room);
}
