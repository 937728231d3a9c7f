// While a command is typed, the server says what may follow and what is wrong; the answer must come to the text it was asked for.
import {said, say} from '../composer/composer_note.js';
import {of, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';

const WRITTEN = /^\/(?:[a-z0-9][a-z0-9_-]*)?(?:\s|$)/i;  // a path, and a text after a space, are no commands
const WORD = /\s([^\s@＠#:]*)$/;  // people, rooms and emoji are completed as they are everywhere
const PATIENCE = 4000;  // milliseconds until the list does without an answer
const NOTHING = {rows: [], hint: '', now: '', problem: '', refusal: '', isUnknown: false};

let token = 0;
let waiting = null;
const states = new WeakMap();  // of fields: {asked: what was asked last, and what is known of it; said: what was said of it}

function nothingAsked() {
  return {text: null, answer: Promise.resolve(NOTHING), known: NOTHING};
}

function stateOf(entry) {
  if (!states.has(entry)) states.set(entry, {asked: nothingAsked(), said: ''});
  return states.get(entry);
}

function isCommand(entry) {
  return Boolean(entry.closest('.composer')) && WRITTEN.test(entry.value);
}

function ask(entry) {
  const {value, selectionStart: caret} = entry;
  const [state, room] = [stateOf(entry), roomOf(placeOf(entry))];
  const last = state.asked;
  const text = `${caret} ${room} ${value}`;
  if (last.text === text) return last.answer;
  waiting?.resolve(NOTHING);
  if (!window.socket?.connected) return Promise.resolve(NOTHING);
  token += 1;
  const asked = {text, value, known: last.known, isAnswered: false};
  asked.answer = new Promise((resolve) => {
    waiting = {resolve, asked};
    setTimeout(() => resolve(NOTHING), PATIENCE);
    server.tell('complete_command', token, value.slice(0, caret), value.slice(caret), room);
  });
  state.asked = asked;
  return asked.answer;
}

export function offer(asked, json) {
  if (asked !== token || !waiting) return;
  Object.assign(waiting.asked, {known: JSON.parse(json), isAnswered: true});
  waiting.resolve(waiting.asked.known);
}

export function begun(before, entry) {  // what is typed of a name or a value before the caret
  if (!isCommand(entry)) return null;
  return /\s/.test(before) ? WORD.exec(before)?.[1] ?? null : before;
}

export async function find(typed, entry) {
  return (await ask(entry)).rows.map(([insert, html]) => ({insert, html}));
}

function show(place, {hint, now}) {  // what the command takes, above the field
  const box = place?.querySelector('.command-hint');
  if (!box) return;
  box.hidden = !hint;
  box.querySelector('.says').innerHTML = hint;
  const told = box.querySelector('.sr');
  if (told.textContent !== now) told.textContent = now;
}

export async function follow(entry) {  // what is typed: its hint, and what is wrong with it already
  const [state, place] = [stateOf(entry), placeOf(entry)];
  if (!isCommand(entry)) {
    state.asked = nothingAsked();
    show(place, NOTHING);
    return;
  }
  const told = await ask(entry);
  if (state.asked.value !== entry.value || !state.asked.isAnswered) return;  // typed on meanwhile
  show(place, told);
  if (told.problem || state.said === said(place)) say(place, told.problem);  // not what somebody else has said
  state.said = told.problem;
}

export function problem(entry) {  // as far as one knows
  return isCommand(entry) ? stateOf(entry).asked.known.problem : '';
}

export function refusal(entry) {  // why a text can't be sent as it is: {why, isUnknown}, if the server has said so already
  const {isAnswered, value, known} = stateOf(entry).asked;
  const {refusal: why, isUnknown} = isAnswered && value === entry.value ? known : NOTHING;
  return {why, isUnknown};
}

export function answer(room, html) {  // to what this person has asked, and for them alone
  const shown = of(room)?.querySelector('.private-answer');
  if (!shown) return;
  shown.querySelector('.says').innerHTML = html;
  shown.hidden = false;
}

export function closeAnswer(place) {  // says whether there was one
  const shown = place?.querySelector('.private-answer:not([hidden])');
  if (shown) shown.hidden = true;
  return Boolean(shown);
}
