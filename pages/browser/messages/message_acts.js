// What a message offers depends on its reader, and rows are the same for all readers: only the browser puts them together.
//
// The page's toolbar (`pages/room/message_actions/toolbar.py`) says which acts there are and, in `data-offered`, on which rows. An act is
// told to the row as `chatapp:act` {act, number, value}: a module does it, or `send` has the server do it.
import {isBeside, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';
import * as toasts from '../shell/toasts.js';

const OFFLINE = "You're offline. Try that again when you're back.";
const RULES = {
  any: () => true,
  room: (row) => !isBeside(placeOf(row)),  // a thread's messages have none of their own
  own: (row, box) => row.dataset.author === box.dataset.me,
  'own-or-moderator': (row, box) => RULES.own(row, box) || box.dataset.moderates === 'true',
  pins: (row, box) => box.dataset.canPin === 'true',
};

export function rowOf(element) {
  return element?.closest?.('.conversation .msg') ?? null;
}

export function boxOf(row) {
  return row.closest('.conversation');
}

function isAlive(row) {  // a person's words, which are still there
  return (row.dataset.kind ?? 'text') === 'text' && !row.matches('.gone') && !row.querySelector(':scope > .body > .gone');
}

export function offers(row, control) {  // says whether a button of the toolbar or the menu has a meaning for this row
  return isAlive(row) && (RULES[control.dataset.offered] ?? RULES.any)(row, boxOf(row));
}

export function offered(row) {  // the menu's entries that do: there is one for each act
  return [...boxOf(row).querySelectorAll('.message-menu [data-act]')].filter((one) => offers(row, one));
}

export function act(row, name, value = '') {
  const isTopic = name === 'reply' && boxOf(row).dataset.topics === 'true';  // answers go into threads
  const detail = {act: isTopic ? 'thread' : name, number: Number(row.dataset.number), value};
  row.dispatchEvent(new CustomEvent('chatapp:act', {bubbles: true, detail}));
}

export function tell(box, number, name, value = '') {  // the server; says whether it could be told
  if (!window.socket?.connected) {
    toasts.show(OFFLINE);
    return false;
  }
  server.tell('act', roomOf(placeOf(box)), name, number, value);
  return true;
}

export function send(row, name, value = '') {
  return tell(boxOf(row), Number(row.dataset.number), name, value);
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  const {acts = ''} = boxOf(target)?.dataset ?? {};
  if (acts.split(' ').includes(detail.act)) send(target, detail.act, detail.value);
});
