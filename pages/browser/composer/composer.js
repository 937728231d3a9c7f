// What is typed must not be lost with the connection, nor wait for it: the browser keeps it, and sends it when it can.
import * as commands from '../completion/command_completion.js';
import * as completion from '../completion/completion.js';
import {say as note} from './composer_note.js';
import {fields, resume, typed} from './composer_text.js';
import * as drafts from '../drafts/drafts.js';
import * as tools from './composer_tools.js';
import * as formatting from './formatting.js';
import {isComposing} from '../elements/keys.js';
import * as sendQueue from './send_queue.js';
import * as queueList from './send_queue_list.js';
import * as places from '../conversation/conversation_place.js';
import {field, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as preview from './preview.js';
import * as readers from '../conversation/reading_place.js';
import * as replying from './replying.js';
import * as sendLater from './send_later.js';
import * as waits from './send_waits.js';
import {tooLong} from '../elements/text_length.js';
import * as tray from '../uploads/tray.js';
import * as typedAhead from './typed_ahead.js';

export {focus, typed} from './composer_text.js';

let isRollCalled = false;

export function enter(room) {  // its draft is there again
  queueList.draw();
  const place = places.of(room);
  const entry = field(place);
  if (!entry) return;
  replying.show(place, null);
  resume(entry);
  document.dispatchEvent(new CustomEvent('chatapp:composer', {detail: room}));
  if (matchMedia('(hover: hover)').matches) entry.focus();
  typedAhead.pour([room, ...(places.isBeside(place) ? [typedAhead.THREAD] : [])], entry);
  if (isRollCalled) return;
  isRollCalled = true;
  drafts.callRoll().then(() => fields().forEach(resume));
}

function keyed(event) {
  if (isComposing(event) || tray.keyed(event)) return;
  const place = placeOf(event.target);
  if (event.key === 'Escape' && (preview.close(place) || commands.closeAnswer(place) || takesBack(event))) {
    event.stopPropagation();
  } else if (event.target.localName !== 'textarea') {
    if (event.target.closest('[role=toolbar]')) formatting.moveInToolbar(event);
  } else if (!completion.keyed(event) && !formatting.keyed(event) && event.key === 'Enter' && sends(event)) {
    event.preventDefault();
    post(place);
  }
}

function takesBack({target}) {  // Esc in the field: after what lies over it is closed
  return target.localName === 'textarea' && !completion.isOpen() && replying.end(placeOf(target));
}

function sends({shiftKey, ctrlKey, metaKey}) {  // on a touch screen Enter makes a line, and the button sends
  return !shiftKey && (ctrlKey || metaKey || !matchMedia('(pointer: coarse)').matches);
}

function held(event) {  // a tool leaves the focus, and a phone's keyboard, where they are
  if (event.target.closest('.composer-tools button')) event.preventDefault();
}

function pressed(event) {
  const button = event.target.closest('button');
  if (!button || tray.pressed(button)) return;
  const place = placeOf(button);
  if (button.dataset.tool) tools.use(button, field(place));
  else if (button.matches('.send')) post(place);
  else if (button.matches('.as-text')) post(place, true);
  else if (button.matches('.send-later')) sendLater.ask(field(place));
  else if (button.matches('.replying button')) replying.end(place);
  else if (button.matches('.private-answer button')) commands.closeAnswer(place);
}

function post(place, isPlain = false) {
  const [room, entry] = [roomOf(place), field(place)];
  const body = entry.value;
  const [first, ...more] = tray.groups(room, Number(entry.dataset.filesOfMessage));
  if (!body.trim() && !first.length || waits.isHeld(room)) return;
  const why = tooLong(body, Number(entry.dataset.limit)) || replying.refusal(place);
  const wrong = isPlain ? {} : commands.refusal(entry);
  note(place, why || wrong.why || '', 'error', !why && wrong.isUnknown);
  if (why || wrong.why) return;
  preview.close(place);
  commands.closeAnswer(place);
  const isKept = sendQueue.add(room, body.trim() ? body : '', replying.to(place), first, {isPlain, isAlso: takeAlso(place)});
  for (const files of more) sendQueue.add(room, '', null, files);
  waits.sent(place);
  tray.clear(place);
  replying.show(place, null);
  entry.value = '';
  typed(entry);
  if (!isKept) note(place, "Your browser can't store drafts. Keep this page open until the message is sent.");
  readers.at(place)?.newest();
}

function takeAlso(place) {  // whether a thread's message is said in its room as well; asked for again with each
  const box = place.querySelector('.also input');
  const isAlso = box?.checked ?? false;
  if (box) box.checked = false;
  return isAlso;
}

function takeBack(item) {  // what can't be sent as it is: nothing of it is lost
  const place = places.of(item.room);
  const entry = field(place);
  if (item.reply && item.field !== 'reply_to') replying.show(place, item.reply);
  entry.value = [item.body, entry.value].filter(Boolean).join('\n');
  const also = place.querySelector('.also input');
  if (also) also.checked = Boolean(item.isAlso);
  typed(entry);
  tray.put(place, sendQueue.release(item.id).files ?? []);
  entry.focus();
}

customElements.define('message-composer', class extends HTMLElement {  // around all of it
  constructor() {
    super();
    this.addEventListener('keydown', keyed);
    this.addEventListener('input', ({target}) => typed(target));
    this.addEventListener('mousedown', held);
    this.addEventListener('click', pressed);
  }
});
queueList.onEdit(takeBack);
sendQueue.onRefused((item) => {  // a command that was sent before the server had said what is wrong with it
  const place = places.of(item.room);
  if (!field(place) || field(place).value || !['command', 'unknown'].includes(item.field)) return;
  takeBack(item);
  note(place, item.why, 'error', item.field === 'unknown');
});
