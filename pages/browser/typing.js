// That a key was pressed is news for seconds: the browser knows it grows a text, and forgets who was typing in time.

const TELL_EVERY = 3000;  // milliseconds
const LASTS = 6000;
const ENOUGH = 4;  // others who are known to type: one more changes nothing that anybody sees
const NOT_TYPED = new Set(['insertFromPaste', 'insertFromDrop', 'insertFromYank']);

const typists = new Map();  // uuid → {name, until, after: the newest message's number then}
const told = new WeakMap();  // a room's composer → when the server was told last
let current = null;  // the composer of the room that was open last
let forgetting = null;
let rows = null;

function composer() {  // says whose page it is, of which room, and whether anybody is there to be told
  return document.querySelector('.composer');
}

function log() {
  return document.querySelector('.conversation .log');
}

function isReachable() {  // what is sent on a line that is cut would arrive when it is no news any more
  return navigator.onLine && window.socket?.connected;
}

document.addEventListener('input', ({target, inputType}) => {
  const shown = composer();
  if (shown?.dataset.wanted !== 'true' || !target.matches?.('.composer textarea')) return;
  if (!inputType?.startsWith('insert') || NOT_TYPED.has(inputType) || !target.value.trim()) return;
  if (shown === current && typists.size >= ENOUGH) return;
  const now = Date.now();
  if (!isReachable() || now - (told.get(shown) ?? 0) < TELL_EVERY) return;
  told.set(shown, now);
  shown.dispatchEvent(new CustomEvent('typed'));
});

function newest(author = '') {  // number
  const found = log()?.querySelectorAll(author ? `.msg[data-author="${author}"]` : '.msg') ?? [];
  return Number(found[found.length - 1]?.dataset.number ?? 0);
}

function watch() {  // who has posted types no longer
  rows?.disconnect();
  rows = typists.size ? new MutationObserver(drop) : null;
  if (log()) rows?.observe(log(), {subtree: true, childList: true});
}

function drop() {
  for (const [uuid, {after}] of typists) if (newest(uuid) > after) typists.delete(uuid);
  draw();
}

function isolated(name) {  // its direction is its own
  const element = document.createElement('bdi');
  element.textContent = name;
  return element;
}

function words(names) {
  const [one, other] = names.map(isolated);
  if (names.length > 2) return ['Several people are typing'];
  return names.length === 2 ? [one, ' and ', other, ' are typing'] : [one, ' is typing'];
}

function draw() {
  const now = Date.now();
  const shown = composer();
  if (shown !== current) typists.clear();  // they typed in the room that was open before
  for (const [uuid, {until}] of typists) if (until <= now) typists.delete(uuid);
  const names = [...typists.values()].map(({name}) => name);
  shown?.querySelector('.typing').replaceChildren(...(names.length ? words(names) : []));
  clearTimeout(forgetting);
  if (!typists.size) watch();
  else forgetting = setTimeout(draw, Math.min(...[...typists.values()].map(({until}) => until)) - now);
}

export function show(room, ...people) {  // uuid, name, uuid, name, …
  const shown = composer();
  if (shown?.dataset.room !== room) return;
  if (shown !== current) typists.clear();
  current = shown;
  const [until, after] = [Date.now() + LASTS, newest()];
  for (let at = 0; at < people.length; at += 2) {
    if (people[at] !== shown.dataset.me) typists.set(people[at], {name: people[at + 1], until, after});
  }
  watch();
  draw();
}
