// An edit must outlive lost connections, reloads and restarts as what is sent does, and overwrite nothing that is newer.
import {PersistentQueue} from '../elements/persistent_queue.js';
import {newId} from '../elements/account_storage.js';
import * as server from '../shell/server.js';

const watchers = [];
const waiting = new PersistentQueue('edit', flush, tell);
// Not stored by the server yet, oldest first: {id, room, number, revision, body, at, sent, why, isGone, newer}. `revision`:
// of the message as it was edited; `sent`: earlier texts of this edit that may have arrived; `newer`: {body, revision}.
export const items = waiting.items;

export function onChange(watch) {
  watchers.push(watch);
}

function tell() {
  for (const watch of watchers) watch();
}

export function connected() {
  waiting.connected();
}

export function of(room, number) {
  return items.find((item) => item.room === room && item.number === number) ?? null;
}

export function add(room, number, revision, body, refusal = {}) {  // in place of what waits for it; returns its id
  const earlier = of(room, number);
  const item = {id: newId(), room, number, revision, body, at: Date.now(), ...refusal};
  if (earlier) {
    item.sent = [...earlier.sent ?? [], earlier.body];
    waiting.forget(earlier.id);
  }
  items.push(item);
  waiting.keep(item);
  flush();
  tell();
  return item.id;
}

function flush() {
  if (!waiting.maySend) return;
  for (const {id, room, number, revision, body} of items.filter(({why, newer}) => !why && !newer)) {
    if (waiting.isInFlight(id)) continue;
    waiting.depart(id);
    server.tell('edit_save', id, room, number, revision, body);
  }
}

export function remove(id) {  // it is stored, or given up
  waiting.answered(id);
  waiting.forget(id);
  tell();
}

export function later(id, seconds) {
  waiting.later(id, seconds);
  tell();
}

function change(id, changes) {
  const item = waiting.answered(id);
  if (!item) return;
  Object.assign(item, changes);
  waiting.keep(item);
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
