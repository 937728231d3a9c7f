// What is typed must not be lost with the connection, nor wait for it: the browser keeps it, and sends it when it can.
import * as completion from './completion.js';
import * as drafts from './drafts.js';
import {open} from './emoji_picker.js';
import * as formatting from './formatting.js';
import {refusal} from './name_completion.js';
import * as outbox from './outbox.js';
import * as outboxList from './outbox_list.js';
import * as preview from './preview.js';
import {reader} from './reading_place.js';
import * as replying from './replying.js';
import * as waits from './send_waits.js';
import {left, leftInWords, tooLong} from './text_length.js';

let isRollCalled = false;

function field() {
  return document.querySelector('.composer textarea');
}

function room() {
  return outboxList.place().dataset.room;
}

function note(words, kind = 'error') {
  const shown = document.querySelector(`.composer-note .${kind}`);
  if (shown) shown.textContent = words;
}

export function say(words) {  // below the field, until something is typed
  note(words);
}

function show(entry) {  // as much as fits, what is left, and whether there is anything to send
  entry.style.height = 'auto';
  entry.style.height = `${entry.scrollHeight}px`;
  const limit = Number(entry.dataset.limit);
  note(leftInWords(entry.value, limit), 'count');
  const box = entry.closest('.composer');
  box.toggleAttribute('data-over', left(entry.value, limit) < 0);
  box.querySelector('.send').disabled = !entry.value.trim() || waits.isHeld();
}

function resume(entry) {
  if (!entry.value) entry.value = drafts.take(room());
  if (!replying.to()) replying.show(drafts.replyOf(room()));
  show(entry);
}

export function enter() {  // a room: its draft is there again
  outboxList.draw();
  const entry = field();
  if (!entry) return;
  replying.show(null);
  resume(entry);
  if (matchMedia('(hover: hover)').matches) entry.focus();
  if (isRollCalled) return;
  isRollCalled = true;
  drafts.callRoll().then(() => field() && resume(field()));
}

function keep(entry) {
  drafts.keep(room(), entry.value, replying.to());
}

export function typed(entry) {
  note(refusal(entry.value));
  show(entry);
  keep(entry);
  completion.typed(entry);
}

export function keyed(event) {
  if (event.isComposing || event.keyCode === 229) return;  // a letter is being composed
  if (event.key === 'Escape' && (preview.close() || takesBack(event))) {
    event.stopPropagation();
  } else if (event.target.localName !== 'textarea') {
    if (event.target.closest('[role=toolbar]')) formatting.moveInToolbar(event);
  } else if (!completion.keyed(event) && !formatting.keyed(event) && event.key === 'Enter' && sends(event)) {
    event.preventDefault();
    post();
  }
}

function takesBack({target}) {  // Esc in the field: after what lies over it is closed
  return target.localName === 'textarea' && !completion.isOpen() && replying.end();
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
  else if (button?.matches('.replying button')) replying.end();
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
  if (!body.trim() || waits.isHeld()) return;
  const why = tooLong(body, Number(entry.dataset.limit)) || replying.refusal();
  note(why || '');
  if (why) return;
  preview.close();
  const isKept = outbox.add(room(), body, replying.to());
  waits.sent();
  replying.show(null);
  entry.value = '';
  typed(entry);
  if (!isKept) note("Your browser can't store drafts. Keep this page open until the message is sent.");
  reader.newest();
}

document.addEventListener('chatapp:names', () => field() && refusal(field().value) && note(refusal(field().value)));
waits.onChange(() => field() && show(field()));
replying.onChange(() => {
  const entry = field();
  keep(entry);
  note('');
  preview.close();
  entry.focus();
});
outboxList.onEdit((item) => {
  const entry = field();
  if (item.reply && item.field !== 'reply_to') replying.show(item.reply);
  entry.value = [item.body, entry.value].filter(Boolean).join('\n');
  typed(entry);
  outbox.remove(item.id);
  entry.focus();
});
