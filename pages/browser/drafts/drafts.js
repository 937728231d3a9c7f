// What is typed and not sent is the browser's until it is stored: a draft for each room in each tab, so none erases another.
//
// When a tab is closed or loaded again, its drafts become the rooms'; the next tab that opens a room takes its draft
// over. For other modules: `list()` and `rooms()` say what there is, and the document hears `chatapp:drafts`, whose
// detail is `rooms()`, whenever that changes, in another tab or on another device as well. `draft_sync.js` watches what
// is kept and taken here.
import {NO_BASE, joined, merged, packed, unpacked} from './draft_entry.js';
import {load, newId, prefix, store, stored} from '../elements/account_storage.js';

export {merged} from './draft_entry.js';

const KEY = /^draft\.([^.]+)(?:\.([^.]+))?$/;  // the room, and the tab that has it
const ANSWERS = 1000;  // milliseconds in which the other tabs say that they are there

const tab = newId();
const tabs = new BroadcastChannel('chatapp.tabs');
let alive = new Set([tab]);
let told = '';
let remote = new Set();  // the rooms that have a draft on the server
let watch = {keep() {}, take() {}};
const bases = new Map();  // of what this tab has for a room
const attached = new Map();  // to it

function all() {  // {key, room, tab or undefined, text, the message that is answered or null, base, files}
  return stored().map(([name, entry]) => {
    const key = name.slice(prefix().length);
    const [, room, owner] = KEY.exec(key) ?? [];
    const {text, reply, base, files} = unpacked(entry);
    return {key, room, owner, text, reply, base, files};
  }).filter(({room}) => room);
}

export function list() {  // [{room, text}]: each room's drafts in one text
  const texts = new Map();
  for (const {room, text} of all()) texts.set(room, merged(texts.get(room) ?? '', text));
  return [...texts].map(([room, text]) => ({room, text})).filter(({text}) => text);
}

export function rooms() {  // the ids of the rooms that have a draft
  const ours = all().filter(({text, files}) => text || files.length).map(({room}) => room);
  return [...new Set([...ours, ...remote])].toSorted();
}

function tell() {
  const now = rooms();
  if (now.join() === told) return;
  told = now.join();
  document.dispatchEvent(new CustomEvent('chatapp:drafts', {detail: now}));
}

export function onChange(watcher) {  // {keep, take}: called with the room
  watch = watcher;
}

export function setRemote(there) {  // the rooms that have a draft on the server
  remote = new Set(there);
  tell();
}

export function markRemote(room, has) {
  if (has) remote.add(room);
  else remote.delete(room);
  tell();
}

function put(room, text, reply) {
  store(`draft.${room}.${tab}`, packed(text, reply, bases.get(room), attached.get(room)));
  tell();
}

export function keep(room, text, reply = null) {  // reply: the message that is answered, as `draft_entry.js` has it
  put(room, text, reply);
  watch.keep(room);
}

export function take(room) {  // returns what this tab has for the room, and what closed tabs have left
  const [text, reply, base, files] = joined(unpacked(load(`draft.${room}`)), unpacked(load(`draft.${room}.${tab}`)));
  store(`draft.${room}`, '');
  if (base) bases.set(room, base);
  else if (text) bases.delete(room);  // it has been taken away here, perhaps: what is there is no newer for that
  attached.set(room, files);
  put(room, text, reply);
  watch.take(room);
  return text;
}

export function filesOf(room) {  // what is attached in this tab, after `take`
  return attached.get(room) ?? [];
}

export function attach(room, files) {  // instead of what was; the text stays
  attached.set(room, files);
  const {text, reply} = unpacked(load(`draft.${room}.${tab}`));
  put(room, text, reply);
}

function keyOf(room) {  // of what this tab has for the room, or otherwise of what closed tabs have left
  const key = `draft.${room}.${tab}`;
  return load(key) || !load(`draft.${room}`) ? key : `draft.${room}`;
}

export function peek(room) {  // {text, base}
  const {text, base} = unpacked(load(keyOf(room)));
  return {text, base: bases.get(room) ?? base ?? NO_BASE};
}

export function update(room, change) {  // {text} or {base}: of what `peek` has
  const key = keyOf(room);
  const {text, reply, base, files} = {...unpacked(load(key)), base: peek(room).base, ...change};
  bases.set(room, base);
  store(key, packed(text, text ? reply : null, base, files));
  tell();
}

export function left() {  // the rooms for which this tab or closed ones have something
  return [...new Set(all().filter(({owner, text}) => text && (!owner || owner === tab)).map(({room}) => room))];
}

export function replyOf(room) {  // the message that what this tab has for the room answers, or null
  return unpacked(load(`draft.${room}.${tab}`)).reply;
}

function leave(isGone) {  // the drafts of tabs that are gone become their rooms'
  for (const {key, room, owner, ...draft} of all()) {
    if (!owner || !isGone(owner)) continue;
    store(`draft.${room}`, packed(...joined(unpacked(load(`draft.${room}`)), draft)));
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
