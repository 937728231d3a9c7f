// An edit must outlive lost connections, reloads and restarts as what is sent does, and overwrite nothing that is newer.
import {newId, prefix, store, stored} from './kept.js';

// Not stored by the server yet, oldest first: {id, room, number, revision, body, at, sent, why, isGone, newer}. `revision`:
// of the message as it was edited; `sent`: earlier texts of this edit that may have arrived; `newer`: {body, revision}.
export let items = [];
const watchers = [];
const inFlight = new Set();
let isPaused = false;

export function onChange(watch) {
  watchers.push(watch);
}

function tell() {
  for (const watch of watchers) watch();
}

function keep(item) {
  return store(`edit.${item.id}`, JSON.stringify(item));
}

function adopt() {  // what was edited before the page was loaded, or in another tab
  for (const [key, value] of stored().filter(([name]) => name.startsWith(`${prefix()}edit.`))) {
    try {
      const item = JSON.parse(value);
      if (item.id && item.room && item.body && !items.some((other) => other.id === item.id)) items.push(item);
    } catch {
      store(key.slice(prefix().length), '');
    }
  }
  items.sort((a, b) => a.at - b.at);
}

export function connected() {
  inFlight.clear();
  isPaused = false;
  adopt();
  flush();
  tell();
}

export function of(room, number) {
  return items.find((item) => item.room === room && item.number === number) ?? null;
}

function find(id) {
  inFlight.delete(id);
  return items.find((item) => item.id === id);
}

export function add(room, number, revision, body, refusal = {}) {  // in place of what waits for it; returns its id
  const earlier = of(room, number);
  const item = {id: newId(), room, number, revision, body, at: Date.now(), ...refusal};
  if (earlier) item.sent = [...earlier.sent ?? [], earlier.body];
  items = [...items.filter((other) => other !== earlier), item];
  if (earlier) store(`edit.${earlier.id}`, '');
  keep(item);
  flush();
  tell();
  return item.id;
}

export function flush() {
  if (!window.socket?.connected || isPaused) return;
  for (const {id, room, number, revision, body} of items.filter(({why, newer}) => !why && !newer)) {
    if (inFlight.has(id)) continue;
    inFlight.add(id);
    emitEvent('edit_save', id, room, number, revision, body);
  }
}

export function remove(id) {  // it is stored, or given up
  find(id);
  items = items.filter((item) => item.id !== id);
  store(`edit.${id}`, '');
  tell();
}

export function later(id, seconds) {
  inFlight.delete(id);
  isPaused = true;
  setTimeout(() => {
    isPaused = false;
    flush();
  }, seconds * 1000);
  tell();
}

function change(id, changes) {
  const item = find(id);
  if (!item) return;
  Object.assign(item, changes);
  keep(item);
  flush();
  tell();
}

export function refuse(id, why, isGone = false) {  // or, without a reason, try it again
  change(id, {why, isGone});
}

export function conflict(id, body, revision) {  // unless it is with what this edit was a moment ago
  const isOwn = items.find((item) => item.id === id)?.sent?.includes(body);
  change(id, isOwn ? {revision} : {newer: {body, revision}});
}

export function insist(id) {  // over the newer text, now that it has been seen
  const {newer, revision} = items.find((item) => item.id === id) ?? {};
  change(id, {newer: undefined, revision: newer?.revision ?? revision});
}

window.addEventListener('storage', ({key, newValue}) => {  // stored or discarded in another tab
  if (newValue || !key?.startsWith(`${prefix()}edit.`)) return;
  items = items.filter(({id}) => `${prefix()}edit.${id}` !== key);
  tell();
});
