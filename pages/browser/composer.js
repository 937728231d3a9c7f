// What is typed must not be lost with the connection, nor wait for it: the browser keeps it, and sends it when it can.
import * as commands from './command_completion.js';
import * as completion from './completion.js';
import {say as note} from './composer_note.js';
import {show} from './composer_state.js';
import * as drafts from './drafts.js';
import * as tools from './composer_tools.js';
import * as formatting from './formatting.js';
import {isComposing} from './keys.js';
import {refusal} from './name_completion.js';
import * as outbox from './outbox.js';
import * as outboxList from './outbox_list.js';
import * as preview from './preview.js';
import {reader} from './reading_place.js';
import * as replying from './replying.js';
import * as sendLater from './send_later.js';
import * as waits from './send_waits.js';
import {tooLong} from './text_length.js';
import * as tray from './tray.js';

let isRollCalled = false;

function field() {
  return document.querySelector('.composer textarea');
}

function room() {
  return outboxList.place().dataset.room;
}

export function focus() {
  field()?.focus();
}

function resume(entry) {
  if (!entry.value) entry.value = drafts.take(room());
  if (!replying.to()) replying.show(drafts.replyOf(room()));
  tray.enter();
  show(entry);
}

export function enter() {  // a room: its draft is there again
  outboxList.draw();
  const entry = field();
  if (!entry) return;
  replying.show(null);
  resume(entry);
  document.dispatchEvent(new CustomEvent('chatapp:composer', {detail: room()}));
  if (matchMedia('(hover: hover)').matches) entry.focus();
  if (isRollCalled) return;
  isRollCalled = true;
  drafts.callRoll().then(() => field() && resume(field()));
}

function keep(entry) {
  drafts.keep(room(), entry.value, replying.to());
}

export function typed(entry) {
  if (entry !== field()) return;  // what describes a picture
  note(refusal(entry.value) || commands.problem(entry));
  show(entry);
  keep(entry);
  completion.typed(entry);
  commands.follow(entry);
}

export function keyed(event) {
  if (isComposing(event) || tray.keyed(event)) return;
  if (event.key === 'Escape' && (preview.close() || commands.closeAnswer() || takesBack(event))) {
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
  if (!button || tray.pressed(button)) return;
  if (button.dataset.tool) tools.use(button, field(), note);
  else if (button.matches('.send')) post();
  else if (button.matches('.as-text')) post(true);
  else if (button.matches('.send-later')) sendLater.ask(field(), note);
  else if (button.matches('.replying button')) replying.end();
  else if (button.matches('.private-answer button')) commands.closeAnswer();
}

function post(isPlain = false) {
  const entry = field();
  const body = entry.value;
  const [first, ...more] = tray.groups(Number(entry.dataset.filesOfMessage));
  if (!body.trim() && !first.length || waits.isHeld()) return;
  const why = tooLong(body, Number(entry.dataset.limit)) || replying.refusal();
  const wrong = isPlain ? {} : commands.refusal(entry);
  note(why || wrong.why || '', 'error', !why && wrong.isUnknown);
  if (why || wrong.why) return;
  preview.close();
  commands.closeAnswer();
  const isKept = outbox.add(room(), body.trim() ? body : '', replying.to(), first, isPlain);
  for (const files of more) outbox.add(room(), '', null, files);
  waits.sent();
  tray.clear();
  replying.show(null);
  entry.value = '';
  typed(entry);
  if (!isKept) note("Your browser can't store drafts. Keep this page open until the message is sent.");
  reader.newest();
}

document.addEventListener('chatapp:names', () => field() && refusal(field().value) && note(refusal(field().value)));
waits.onChange(() => field() && show(field()));
tray.onChange({changed: () => field() && show(field()), leave: focus, say: note});
replying.onChange(() => {
  const entry = field();
  keep(entry);
  note('');
  preview.close();
  entry.focus();
});

function takeBack(item) {  // what can't be sent as it is: nothing of it is lost
  const entry = field();
  if (item.reply && item.field !== 'reply_to') replying.show(item.reply);
  entry.value = [item.body, entry.value].filter(Boolean).join('\n');
  typed(entry);
  tray.put(outbox.release(item.id).files ?? []);
  entry.focus();
}

outboxList.onEdit(takeBack);
outbox.onRefused((item) => {  // a command that was sent before the server had said what is wrong with it
  if (!field() || field().value || item.room !== room() || !['command', 'unknown'].includes(item.field)) return;
  takeBack(item);
  note(item.why, 'error', item.field === 'unknown');
});
