// What is typed must not be lost with the connection, nor wait for it: the browser keeps the draft and shows what waits.
import * as outbox from './outbox.js';
import {reader} from './reading_place.js';

function field() {
  return document.querySelector('.composer textarea');
}

function place() {
  return document.querySelector('.pending');
}

function draftKey() {
  return `draft.${place().dataset.room}`;
}

function note(words) {
  const shown = document.querySelector('.composer-note .error');
  if (shown) shown.textContent = words;
}

function grow(entry) {
  entry.style.height = 'auto';
  entry.style.height = `${entry.scrollHeight}px`;
}

export function enter() {  // a room: its draft is there again
  draw();
  const entry = field();
  if (!entry) return;
  if (!entry.value) entry.value = outbox.load(draftKey());
  grow(entry);
  if (matchMedia('(hover: hover)').matches) entry.focus();
}

export function typed(entry) {
  note('');
  grow(entry);
  outbox.store(draftKey(), entry.value);
}

export function enterPressed(event) {  // sends, unless it ends a line or the composition of a letter
  if (event.target.localName !== 'textarea' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  post();
}

export function pressed(event) {
  if (event.target.closest('button')) post();
}

function post() {
  const entry = field();
  const body = entry.value;
  const length = [...body.replace(/^\n+/, '').trimEnd()].length;  // what the server would keep of it
  const limit = Number(entry.dataset.limit);
  if (!body.trim()) return;
  if (length > limit) {
    note(`A message can have up to ${limit.toLocaleString()} characters; this one has ${length.toLocaleString()}.`);
    return;
  }
  const isKept = outbox.add(place().dataset.room, body);
  entry.value = '';
  typed(entry);
  if (!isKept) note("Your browser can't store drafts. Keep this page open until the message is sent.");
  reader.newest();
}

function edit(item) {
  const entry = field();
  entry.value = [item.body, entry.value].filter(Boolean).join('\n');
  typed(entry);
  outbox.remove(item.id);
  entry.focus();
}

function make(tag, className, textContent) {
  return Object.assign(document.createElement(tag), {className, textContent});
}

function action(words, onclick) {
  return Object.assign(make('button', '', words), {type: 'button', onclick});
}

function row(item) {
  const shown = make('div', item.why ? 'waiting failed' : 'waiting', '');
  const body = make('div', 'body', '');
  const why = make('div', 'why', item.why || 'Sending…');
  body.append(make('p', '', item.body));
  shown.append(body, why);
  if (item.why) {
    why.append(' ', action('Try again', () => outbox.mark(item.id, '')));
    if (field()) why.append(action('Edit', () => edit(item)));
    why.append(action('Discard', () => outbox.remove(item.id)));
  }
  return shown;
}

function draw() {  // this room's messages that are on their way, or were refused
  const shown = place();
  shown?.replaceChildren(...outbox.items.filter(({room}) => room === shown.dataset.room).map(row));
}

outbox.onChange(draw);
