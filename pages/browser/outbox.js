// What is sent must outlive lost connections, reloads and restarts, when there is no Python to keep it.
import {newId, prefix, store, stored} from './kept.js';

export let items = [];  // not stored by the server yet, oldest first: {id, room, body, at, reply, why, field}
let isPaused = false;
let watch = () => {};
let company = {add() {}, post() {}, done() {}};
const inFlight = new Set();

export function onChange(draw) {
  watch = draw;
}

export function accompany(companion) {  // {add, post, done}: called with an item when it is new, on its way, stored
  company = companion;
}

function adopt() {  // what was sent before the page was loaded, or in another tab
  for (const [key, value] of stored().filter(([name]) => name.startsWith(`${prefix()}sent.`))) {
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
  watch();
}

export function add(room, body, reply = null) {  // says whether it is kept through a reload
  const item = {id: newId(), room, body, at: Date.now(), ...(reply && {reply})};
  company.add(item);
  items.push(item);
  const isKept = store(`sent.${item.id}`, JSON.stringify(item));
  flush();
  watch();
  return isKept;
}

function flush() {
  if (!window.socket?.connected || isPaused) return;
  const busy = new Set();  // one at a time for each room keeps their order
  for (const item of items.filter(({why}) => !why)) {
    if (!busy.has(item.room) && !inFlight.has(item.id)) {
      inFlight.add(item.id);
      company.post(item);
      emitEvent('outbox_post', item.room, item.id, item.body, ...(item.reply ? [item.reply.number] : []));
    }
    busy.add(item.room);
  }
}

export function remove(id) {
  items = items.filter((item) => item.id !== id);
  store(`sent.${id}`, '');
  watch();
  flush();
}

export function done(id) {  // it is stored
  inFlight.delete(id);
  const item = items.find((other) => other.id === id);
  remove(id);
  if (item) company.done(item);
}

export function later(id, seconds) {
  inFlight.delete(id);
  isPaused = true;
  setTimeout(() => {
    isPaused = false;
    flush();
  }, seconds * 1000);
}

export function mark(id, why, field = '') {  // it is refused, perhaps for one of its fields; or to be tried again
  inFlight.delete(id);
  const item = items.find((other) => other.id === id);
  if (!item) return;
  Object.assign(item, {why, field});
  store(`sent.${id}`, JSON.stringify(item));
  watch();
  flush();
}

export async function signOut(event) {  // of the form that asks for it; its `data-after`: where to go then
  event.preventDefault();
  adopt();
  const hasEdits = stored().some(([key]) => key.startsWith(`${prefix()}edit.`));
  if ((items.length || hasEdits) && !confirm("Some messages haven't been sent. Sign out and discard them?")) return;
  const kept = stored();  // on a shared computer the next person must not find drafts; put back if signing out fails
  for (const [key] of kept) localStorage.removeItem(key);
  let answer;
  window.socket?.disconnect();  // or the end of the session would be told here, as if it had ended elsewhere
  try {
    answer = await fetch(event.target.action, {method: 'POST', redirect: 'manual'});
  } catch {
    // cut off: told below
  }
  if (answer?.type === 'opaqueredirect') {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix())) sessionStorage.removeItem(key);
    window.location.assign(event.target.dataset.after);
    return;
  }
  window.socket?.connect();
  for (const [key, value] of kept) localStorage.setItem(key, value);
  alert("Can't reach Chatapp, so you're still signed in.");
}

window.addEventListener('storage', ({key, newValue}) => {  // sent or discarded in another tab
  if (newValue || !key?.startsWith(`${prefix()}sent.`)) return;
  items = items.filter(({id}) => `${prefix()}sent.${id}` !== key);
  watch();
});
