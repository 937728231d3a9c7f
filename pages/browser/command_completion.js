// While a command is typed, the server says what may follow and what is wrong; the answer must come to the text it was asked for.
import {say} from './composer_note.js';

const WRITTEN = /^\/(?:[a-z0-9][a-z0-9_-]*)?(?:\s|$)/i;  // a path, and a text after a space, are no commands
const WORD = /\s([^\s@＠#:]*)$/;  // people, rooms and emoji are completed as they are everywhere
const PATIENCE = 4000;  // milliseconds until the list does without an answer
const NOTHING = {rows: [], hint: '', now: '', problem: '', refusal: '', isUnknown: false};

let token = 0;
let waiting = null;
let said = '';  // what was said of it
let last = {text: null, answer: Promise.resolve(NOTHING), known: NOTHING};  // what was asked last, and what is known of it

function room() {
  return document.querySelector('.pending')?.dataset.room ?? '';
}

function isCommand(entry) {
  return Boolean(entry.closest('.composer')) && WRITTEN.test(entry.value);
}

function ask(entry) {
  const {value, selectionStart: caret} = entry;
  const text = `${caret} ${room()} ${value}`;
  if (last.text === text) return last.answer;
  waiting?.(NOTHING);
  if (!window.socket?.connected) return Promise.resolve(NOTHING);
  token += 1;
  const asked = {text, value, known: last.known, isAnswered: false};
  asked.answer = new Promise((resolve) => {
    waiting = resolve;
    setTimeout(() => resolve(NOTHING), PATIENCE);
    emitEvent('complete_command', token, value.slice(0, caret), value.slice(caret), room());
  });
  last = asked;
  return asked.answer;
}

export function offer(asked, json) {
  if (asked !== token) return;
  Object.assign(last, {known: JSON.parse(json), isAnswered: true});
  waiting?.(last.known);
}

export function begun(before, entry) {  // what is typed of a name or a value before the caret
  if (!isCommand(entry)) return null;
  return /\s/.test(before) ? WORD.exec(before)?.[1] ?? null : before;
}

export async function find(typed, entry) {
  return (await ask(entry)).rows.map(([insert, html]) => ({insert, html}));
}

function show({hint, now}) {  // what the command takes, above the field
  const box = document.querySelector('.command-hint');
  if (!box) return;
  box.hidden = !hint;
  box.querySelector('.says').innerHTML = hint;
  const told = box.querySelector('.sr');
  if (told.textContent !== now) told.textContent = now;
}

export async function follow(entry) {  // what is typed: its hint, and what is wrong with it already
  if (!isCommand(entry)) {
    last = {text: null, answer: Promise.resolve(NOTHING), known: NOTHING};
    show(NOTHING);
    return;
  }
  const told = await ask(entry);
  if (last.value !== entry.value || !last.isAnswered) return;  // typed on meanwhile
  show(told);
  if (told.problem || said) say(told.problem);
  said = told.problem;
}

export function problem(entry) {  // as far as one knows
  return isCommand(entry) ? last.known.problem : '';
}

export function refusal({value}) {  // why a text can't be sent as it is: {why, isUnknown}, if the server has said so already
  const {refusal: why, isUnknown} = last.isAnswered && last.value === value ? last.known : NOTHING;
  return {why, isUnknown};
}

export function answer(where, html) {  // to what this person has asked, and for them alone
  const shown = document.querySelector('.private-answer');
  if (!shown || where !== room()) return;
  shown.querySelector('.says').innerHTML = html;
  shown.hidden = false;
}

export function closeAnswer() {  // says whether there was one
  const shown = document.querySelector('.private-answer:not([hidden])');
  if (shown) shown.hidden = true;
  return Boolean(shown);
}
