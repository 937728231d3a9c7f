// What is typed and not sent exists in the browser alone: a draft for each room in each tab, so that none erases another.
//
// When a tab is closed or loaded again, its drafts become the rooms'; the next tab that opens a room takes its draft
// over. For other modules: `list()` and `rooms()` say what there is, and the document hears `chatapp:drafts`, whose
// detail is `rooms()`, whenever that changes, in another tab as well.
import {packed, unpacked} from './draft_entry.js';
import {load, newId, prefix, store, stored} from './kept.js';

const KEY = /^draft\.([^.]+)(?:\.([^.]+))?$/;  // the room, and the tab that has it
const ANSWERS = 1000;  // milliseconds in which the other tabs say that they are there

const tab = newId();
const tabs = new BroadcastChannel('chatapp.tabs');
let alive = new Set([tab]);
let told = '';

function all() {  // {key, room, tab or undefined, text, the message that is answered or null}
  return stored().map(([name, entry]) => {
    const key = name.slice(prefix().length);
    const [, room, owner] = KEY.exec(key) ?? [];
    const {text, reply} = unpacked(entry);
    return {key, room, owner, text, reply};
  }).filter(({room}) => room);
}

function merged(one, other) {  // an earlier state of the same text is no other text
  if (other.startsWith(one)) return other;
  return one.startsWith(other) ? one : `${one}\n${other}`;
}

export function list() {  // [{room, text}]: each room's drafts in one text
  const texts = new Map();
  for (const {room, text} of all()) texts.set(room, merged(texts.get(room) ?? '', text));
  return [...texts].map(([room, text]) => ({room, text})).filter(({text}) => text);
}

export function rooms() {  // the ids of the rooms that have a draft
  return list().map(({room}) => room).toSorted();
}

export function tell() {
  const now = rooms();
  if (now.join() === told) return;
  told = now.join();
  document.dispatchEvent(new CustomEvent('chatapp:drafts', {detail: now}));
}

export function keep(room, text, reply = null) {  // reply: the message that is answered, as `draft_entry.js` has it
  store(`draft.${room}.${tab}`, packed(text, reply));
  tell();
}

function join(one, other) {  // the other's answer is the later one
  return [merged(one.text, other.text), other.reply ?? one.reply];
}

export function take(room) {  // returns what this tab has for the room, and what closed tabs have left
  const [text, reply] = join(unpacked(load(`draft.${room}`)), unpacked(load(`draft.${room}.${tab}`)));
  store(`draft.${room}`, '');
  keep(room, text, reply);
  return text;
}

export function replyOf(room) {  // the message that what this tab has for the room answers, or null
  return unpacked(load(`draft.${room}.${tab}`)).reply;
}

function leave(isGone) {  // the drafts of tabs that are gone become their rooms'
  for (const {key, room, owner, ...draft} of all()) {
    if (!owner || !isGone(owner)) continue;
    store(`draft.${room}`, packed(...join(unpacked(load(`draft.${room}`)), draft)));
    store(key, '');
  }
}

export async function callRoll() {  // a tab that crashed has left its drafts to nobody; resolves when that is mended
  alive = new Set([tab]);
  tabs.postMessage('');
  await new Promise((done) => setTimeout(done, ANSWERS));
  leave((owner) => !alive.has(owner));
  tell();
}

tabs.addEventListener('message', ({data}) => {
  if (data) alive.add(data);
  else tabs.postMessage(tab);
});
window.addEventListener('pagehide', () => leave((owner) => owner === tab));
window.addEventListener('storage', ({key}) => {
  if (!key || key.startsWith(`${prefix()}draft.`)) tell();
});
