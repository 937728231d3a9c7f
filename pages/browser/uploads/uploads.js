// Files go to the server two at a time, through cuts and reloads: only the browser has them, and time to wait.
//
// What is known of a file: {id, room, name, size, type, alt} is kept with its draft or message (`drafts.js`,
// `send_queue.js`); here it has besides `state` (queued, sending, ready, failed), `sent` bytes, `why` it failed, `isCut`, and
// its `uuid` on the server. The file itself is in `file_store.js`.
import * as pieces from './file_pieces.js';
import * as store from './file_store.js';

const AT_ONCE = 2;
const LONGEST = 30_000;  // milliseconds between two tries
const files = new Map();  // by id
const busy = new Set();  // ids
const watchers = [];
const line = new EventTarget();  // hears `back`

export function onChange(watch) {  // called with a file that has moved on
  watchers.push(watch);
}

function tell(file) {
  if (files.get(file.id) === file) for (const watch of watchers) watch(file);
}

export function get(id) {
  return files.get(id) ?? null;
}

function alone(id, act, signal) {  // one tab at a time, where the browser sees to that; elsewhere the server says who is first
  return navigator.locks ? navigator.locks.request(`chatapp.file.${id}`, {signal}, act) : act();
}

export function wake() {  // there is a line again
  line.dispatchEvent(new Event('back'));
}

function rest(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    line.addEventListener('back', end, {once: true});
    signal.addEventListener('abort', end, {once: true});
  });
}

async function pause(file, cut, fails) {
  file.isCut = true;
  tell(file);
  await rest(Math.max(cut.seconds * 1000, Math.min(LONGEST, 1000 * 2 ** Math.min(fails, 5))), file.stop.signal);
}

async function attempt(file, told) {  // returns the cut, if there was one
  try {
    await pieces.send(file, () => store.get(file.id), told, file.stop.signal);
    return null;
  } catch (error) {
    if (error instanceof pieces.Cut) return error;
    throw error;
  }
}

async function send(file, fails = 0) {
  const {sent, alt, stop: {signal}} = file;
  const told = (uuid, bytes) => {
    Object.assign(file, {uuid, sent: bytes, state: 'sending', isCut: false});
    tell(file);
  };
  const cut = await attempt(file, told);
  if (signal.aborted || !cut && file.alt === alt) return;
  const failed = cut && file.sent === sent ? fails + 1 : 0;
  if (cut && pieces.isLasting(cut, failed)) throw new pieces.Refused("Chatapp couldn't take this file. Try again later.");
  if (cut) await pause(file, cut, failed);
  if (!signal.aborted) await send(file, failed);
}

async function run(file) {
  const {signal} = file.stop;
  try {
    await alone(file.id, () => send(file), signal);
    if (!signal.aborted) Object.assign(file, {state: 'ready', sent: file.size, isCut: false});
  } catch (error) {
    if (!signal.aborted) Object.assign(file, {state: 'failed', why: pieces.reason(error)});
  }
  busy.delete(file.id);
  tell(file);
  next();
}

function next() {
  for (const file of files.values()) {
    if (busy.size >= AT_ONCE) return;
    if (file.state !== 'queued' || busy.has(file.id)) continue;
    busy.add(file.id);
    run(file);
  }
}

export function add(meta) {  // the file itself is in the store
  if (files.has(meta.id)) return;
  const file = {...meta, state: 'queued', sent: 0, why: '', isCut: false, stop: new AbortController()};
  files.set(file.id, file);
  tell(file);
  next();
}

export function describe(id, alt) {  // is told when all of it is there, again
  const file = files.get(id);
  if (!file || file.alt === alt) return;
  file.alt = alt;
  if (file.state === 'ready') file.state = 'queued';
  next();
}

export function leave(id) {  // this tab does no more for it
  const file = files.get(id);
  files.delete(id);
  busy.delete(id);
  file?.stop.abort();
  next();
}

export function again(meta) {  // the server says how far it is
  leave(meta.id);
  add(meta);
}

export function finish(id) {  // the server has it on a message
  leave(id);
  store.remove(id);
}

export function discard(id) {
  const uuid = files.get(id)?.uuid;
  finish(id);
  if (uuid) pieces.cancel(uuid);
}

export function uuidsOf(some) {  // of files that are all there; otherwise nothing
  const uuids = some.map(({id}) => files.get(id)).filter((file) => file?.state === 'ready').map(({uuid}) => uuid);
  return uuids.length === some.length ? uuids : null;
}

window.addEventListener('online', wake);
