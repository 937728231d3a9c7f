// That a key was pressed is news for seconds: the browser knows it grows a text, and forgets who was typing in time.
import {of, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';

const TELL_EVERY = 3000;  // milliseconds
const LASTS = 6000;
const ENOUGH = 4;  // others who are known to type: one more changes nothing that anybody sees
const NOT_TYPED = new Set(['insertFromPaste', 'insertFromDrop', 'insertFromYank']);

// Of a room's composer, which says whether anybody is there to be told: typists: uuid → {name,
// until, after: the newest message's number then}; told: when the server was told last.
const states = new WeakMap();

function stateOf(composer) {
  const fresh = {composer, typists: new Map(), told: 0, forgetting: null, rows: null};
  if (!states.has(composer)) states.set(composer, fresh);
  return states.get(composer);
}

function me() {
  return document.querySelector('.shell').dataset.account;
}

function log(composer) {
  return placeOf(composer)?.querySelector('.conversation .log');
}

function isReachable() {  // what is sent on a line that is cut would arrive when it is no news any more
  return navigator.onLine && window.socket?.connected;
}

document.addEventListener('input', ({target, inputType}) => {
  const composer = target.closest?.('.composer');
  if (composer?.dataset.wanted !== 'true' || !target.matches('textarea')) return;
  if (!inputType?.startsWith('insert') || NOT_TYPED.has(inputType) || !target.value.trim()) return;
  const state = stateOf(composer);
  const now = Date.now();
  if (state.typists.size >= ENOUGH || !isReachable() || now - state.told < TELL_EVERY) return;
  state.told = now;
  server.tell('typed', roomOf(placeOf(composer)));
});

function newest({composer}, author = '') {  // number
  const found = log(composer)?.querySelectorAll(author ? `.msg[data-author="${author}"]` : '.msg') ?? [];
  return Number(found[found.length - 1]?.dataset.number ?? 0);
}

function watch(state) {  // who has posted types no longer
  const {typists, composer} = state;
  state.rows?.disconnect();
  state.rows = typists.size ? new MutationObserver(() => drop(state)) : null;
  if (log(composer)) state.rows?.observe(log(composer), {subtree: true, childList: true});
}

function drop(state) {
  for (const [uuid, {after}] of state.typists) if (newest(state, uuid) > after) state.typists.delete(uuid);
  draw(state);
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

function draw(state) {
  const {composer, typists} = state;
  const now = Date.now();
  for (const [uuid, {until}] of typists) if (until <= now) typists.delete(uuid);
  const names = [...typists.values()].map(({name}) => name);
  composer.querySelector('.typing').replaceChildren(...(names.length ? words(names) : []));
  clearTimeout(state.forgetting);
  if (!typists.size) watch(state);
  else state.forgetting = setTimeout(draw, Math.min(...[...typists.values()].map(({until}) => until)) - now, state);
}

export function show(room, ...people) {  // uuid, name, uuid, name, …
  const composer = of(room)?.querySelector('.composer');
  if (!composer) return;
  const state = stateOf(composer);
  const [until, after] = [Date.now() + LASTS, newest(state)];
  for (let at = 0; at < people.length; at += 2) {
    if (people[at] !== me()) state.typists.set(people[at], {name: people[at + 1], until, after});
  }
  watch(state);
  draw(state);
}
