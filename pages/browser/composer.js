// What is typed must not be lost with the connection, nor wait for it: the browser keeps it, and sends it when it can.
import * as drafts from './drafts.js';
import * as completion from './emoji_completion.js';
import {open} from './emoji_picker.js';
import * as formatting from './formatting.js';
import * as outbox from './outbox.js';
import * as pending from './pending.js';
import * as preview from './preview.js';
import {reader} from './reading_place.js';

const NEAR = 500;  // characters before the limit at which it is said how many are left
let isRollCalled = false;

function field() {
  return document.querySelector('.composer textarea');
}

function room() {
  return pending.place().dataset.room;
}

function note(words, kind = 'error') {
  const shown = document.querySelector(`.composer-note .${kind}`);
  if (shown) shown.textContent = words;
}

export function say(words) {  // below the field, until something is typed
  note(words);
}

function lengthOf(text) {  // of what the server would keep of it
  return [...text.replace(/^\n+/, '').trimEnd()].length;
}

function counted(number) {
  return number === 1 ? '1 character' : `${number} characters`;
}

function show(entry) {  // as much as fits, what is left, and whether there is anything to send
  entry.style.height = 'auto';
  entry.style.height = `${entry.scrollHeight}px`;
  const left = Number(entry.dataset.limit) - lengthOf(entry.value);
  note(left > NEAR ? '' : `${counted(Math.abs(left))} ${left < 0 ? 'too many' : 'left'}`, 'count');
  const box = entry.closest('.composer');
  box.toggleAttribute('data-over', left < 0);
  box.querySelector('.send').disabled = !entry.value.trim();
}

function resume(entry) {
  if (!entry.value) entry.value = drafts.take(room());
  show(entry);
}

export function enter() {  // a room: its draft is there again
  pending.draw();
  const entry = field();
  if (!entry) return;
  resume(entry);
  if (matchMedia('(hover: hover)').matches) entry.focus();
  if (isRollCalled) return;
  isRollCalled = true;
  drafts.callRoll().then(() => field() && resume(field()));
}

export function typed(entry) {
  note('');
  show(entry);
  drafts.keep(room(), entry.value);
  completion.typed(entry);
}

export function keyed(event) {
  if (event.isComposing || event.keyCode === 229) return;  // a letter is being composed
  if (event.key === 'Escape' && preview.close()) {
    event.stopPropagation();
  } else if (event.target.localName !== 'textarea') {
    if (event.target.closest('[role=toolbar]')) formatting.moveInToolbar(event);
  } else if (!completion.keyed(event) && !formatting.keyed(event) && event.key === 'Enter' && sends(event)) {
    event.preventDefault();
    post();
  }
}

function sends({shiftKey, ctrlKey, metaKey}) {  // on a touch screen Enter makes a line, and the button sends
  return !shiftKey && (ctrlKey || metaKey || !matchMedia('(pointer: coarse)').matches);
}

export function held(event) {  // a tool leaves the focus, and a phone's keyboard, where they are
  if (event.target.closest('.composer-tools button')) event.preventDefault();
}

export function pressed(event) {
  const button = event.target.closest('button');
  const tool = button?.dataset.tool;
  if (tool === 'preview') preview.toggle();
  else if (tool) preview.close();
  if (tool === 'emoji') pickEmoji(button);
  else if (tool && tool !== 'preview') formatting.apply(field(), tool);
  else if (button?.matches('.send')) post();
}

async function pickEmoji(button) {
  const entry = field();
  try {
    await open(button, (symbol) => formatting.insert(entry, entry.selectionStart, entry.selectionEnd, symbol));
  } catch {
    note("Emoji can't be loaded right now.");
  }
}

function post() {
  const entry = field();
  const body = entry.value;
  const length = lengthOf(body);
  const limit = Number(entry.dataset.limit);
  if (!body.trim()) return;
  if (length > limit) {
    note(`A message can have up to ${limit.toLocaleString()} characters; this one has ${length.toLocaleString()}.`);
    return;
  }
  preview.close();
  const isKept = outbox.add(room(), body);
  entry.value = '';
  typed(entry);
  if (!isKept) note("Your browser can't store drafts. Keep this page open until the message is sent.");
  reader.newest();
}

pending.onEdit((item) => {
  const entry = field();
  entry.value = [item.body, entry.value].filter(Boolean).join('\n');
  typed(entry);
  outbox.remove(item.id);
  entry.focus();
});
