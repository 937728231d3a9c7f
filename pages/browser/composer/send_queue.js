// What is sent must outlive lost connections, reloads and restarts, when there is no Python to keep it.
import {PersistentQueue} from '../elements/persistent_queue.js';
import {newId} from '../elements/account_storage.js';
import * as waits from './send_waits.js';
import * as server from '../shell/server.js';
import * as uploads from '../uploads/uploads.js';

const waiting = new PersistentQueue('sent', flush, changed);
// Not stored by the server yet, oldest first: {id, room, body, at, reply, files, isPlain, isAlso, why, field}; `files` as in `uploads.js`,
// `isPlain`: it is no command; `isAlso`: a thread's, to be said in its room as well.
export const items = waiting.items;
let watch = () => {};
let refused = () => {};
let company = {add() {}, post() {}, done() {}};
const sent = new Map();  // the newest that this page has sent, by id
const REMEMBERED = 100;

export function onChange(draw) {
  watch = draw;
}

export function onRefused(act) {  // called with an item that the server doesn't take
  refused = act;
}

export function accompany(companion) {  // {add, post, done}: called with an item when it is new, on its way, stored
  company = companion;
}

export function adopt() {  // what other tabs have not sent
  waiting.adopt();
}

export function connected() {
  uploads.wake();
  waiting.connected();
}

function changed(gone = null) {  // gone: the item that another tab has sent or given up
  for (const {id} of gone?.files ?? []) uploads.leave(id);
  watch();
}

export function add(room, body, reply = null, files = [], {isPlain = false, isAlso = false} = {}) {  // says whether it is kept through a reload
  const at = Math.max(Date.now(), (items.at(-1)?.at ?? 0) + 1);  // no two alike: they are sorted by it
  const item = {id: newId(), room, body, at, ...(reply && {reply}), ...(files.length > 0 && {files}),
    ...(isPlain && {isPlain}), ...(isAlso && {isAlso})};
  company.add(item);
  items.push(item);
  for (const file of files.filter(({id}) => uploads.get(id)?.state === 'failed')) uploads.again(file);
  const isKept = waiting.keep(item);
  flush();
  watch();
  return isKept;
}

function post(item, uuids) {
  waiting.depart(item.id);
  company.post(item);
  const reply = item.reply?.number ?? 0;
  const more = item.isPlain || item.isAlso ? [reply, uuids, Boolean(item.isPlain), Boolean(item.isAlso)] : uuids.length ? [reply, uuids] : reply ? [reply] : [];
  server.tell('message_post', item.room, item.id, item.body, ...more);
}

function flush() {
  const busy = new Set(items.map(({room}) => room).filter(isHeld));  // one at a time for each room keeps their order
  for (const item of items.filter(({why}) => !why)) {
    for (const file of item.files ?? []) uploads.add(file);
    const uuids = uploads.uuidsOf(item.files ?? []);
    if (!uuids || !waiting.maySend) continue;  // what was written after it need not wait for its files
    if (!busy.has(item.room) && !waiting.isInFlight(item.id)) post(item, uuids);
    busy.add(item.room);
  }
}

export function release(id) {  // its files are somebody else's now; returns it
  const item = items.find((one) => one.id === id);
  waiting.forget(id);
  watch();
  flush();
  return item;
}

export function remove(id) {
  for (const file of release(id)?.files ?? []) uploads.discard(file.id);
}

export function done(id) {  // it is stored
  const item = waiting.answered(id);
  release(id);
  if (!item) return;
  for (const file of item.files ?? []) uploads.finish(file.id);
  sent.set(id, item.body);
  if (sent.size > REMEMBERED) sent.delete(sent.keys().next().value);
  company.done(item);
}

export function sentText(id) {  // as it was typed, or nothing
  return sent.get(id);
}

export function isHeld(room) {  // in slow mode: what is to be sent there waits by itself
  return waits.isTold(room);
}

export function hold(id) {  // the server has said for how long
  waiting.answered(id);
  watch();
}

export function later(id, seconds) {
  waiting.later(id, seconds);
}

export function mark(id, why, field = '') {  // it is refused, perhaps for one of its fields; or to be tried again
  const item = waiting.answered(id);
  if (!item) return;
  if (!why) for (const file of item.files ?? []) uploads.again(file);
  Object.assign(item, {why, field});
  waiting.keep(item);
  watch();
  if (why) refused(item);
  flush();
}

export function sendAsText(id) {  // what looks like a command
  items.find((one) => one.id === id).isPlain = true;
  mark(id, '');
}

waits.onEnd(() => {
  flush();
  watch();
});
uploads.onChange(({id, name, state, why}) => {
  const item = items.find(({files}) => files?.some((file) => file.id === id));
  if (!item) return;
  if (state === 'failed' && !item.why) mark(item.id, `${name}: ${why}`, 'files');
  else if (state === 'ready') flush();
});
