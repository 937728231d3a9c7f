// All that one may go to is fetched before it is looked for, and searched here: no key waits for the server.
import * as fuzzy from '../elements/fuzzy.js';
import {load, store} from '../elements/account_storage.js';

const FRESH = 3000;  // milliseconds for which what was fetched is not fetched again
const VISITED = 40;  // rooms that are remembered, the last one first
const SHOWN = 50;  // choices
const VERBS = ['mute', 'unmute', 'mark', 'read'];

let fetched = null;  // {choices, icons, at}
let loading = null;

export const visited = () => load('switcher.visited').split(' ').filter(Boolean);

export function visit(room) {
  store('switcher.visited', [room, ...visited().filter((one) => one !== room)].slice(0, VISITED).join(' '));
}

function ready(choice) {
  return {...choice, found: fuzzy.prepared(choice.name, choice.words)};
}

async function ask(source) {
  const answer = await fetch(source, {headers: {Accept: 'application/json'}});
  if (!answer.ok) throw new Error(`switcher: ${answer.status}`);
  const {choices, icons} = await answer.json();
  fetched = {choices: choices.map(ready), icons, at: performance.now()};
}

export function refresh(source) {  // resolves when all is here as it is now; what was here stays if it cannot be fetched
  if (fetched && performance.now() - fetched.at < FRESH) return Promise.resolve();
  loading ??= ask(source).catch(() => {}).finally(() => {
    loading = null;
  });
  return loading;
}

function inSidebar() {  // until all is here
  return [...document.querySelectorAll('.sidebar .room-row:not([data-thread])')].map((row) => ready({
    kind: 'room', value: row.getAttribute('href').split('/').pop(), name: row.querySelector('.name').textContent, words: '',
    href: row.getAttribute('href'), note: '', at: 0, verbs: [], mark: row.querySelector('.tile, .seen, .chat-faces, .avatar'),
  }));
}

export function all() {
  return fetched?.choices ?? inSidebar();
}

export function icon(name) {
  return fetched?.icons[name] ?? '';
}

function verbsOf(choices, typed, current) {  // "mute design": what can be done with a room; without a name, with this one
  const verb = typed.parts.find((part) => VERBS.some((word) => part.length > 1 && word.startsWith(part)));
  if (!verb) return [];
  const rest = fuzzy.asked(typed.parts.filter((part) => part !== verb && part !== 'as').join(' '));
  const isMeant = ({value, found}) => (rest.typed ? fuzzy.rank(rest, found) < fuzzy.NEVER : value === current);
  const doable = choices.filter((one) => one.verbs?.length && isMeant(one)).flatMap((room) => (
    room.verbs.map(([act, name]) => ({...room, kind: 'act', act, name, href: '', note: ''}))));
  return doable.filter(({act, name}) => act.startsWith(verb) || name.toLowerCase().startsWith(verb)).map((one) => ({one, how: 2}));
}

function isOutside({kind, note}) {  // a room that one has not joined
  return Number(kind === 'room' && note !== '');
}

export function search(text, current) {  // what fits, the best first; among equals what was visited, or used, last
  const order = new Map(visited().map((room, index) => [room, index]));
  const typed = fuzzy.asked(text);
  const choices = all();
  const isWanted = ({kind, value}) => typed.typed || kind === 'room' && value !== current;
  const ranked = choices.filter(isWanted).map((one) => ({one, how: fuzzy.rank(typed, one.found)}));
  const found = [...ranked, ...verbsOf(choices, typed, current)].filter(({how}) => how < fuzzy.NEVER);
  const place = ({kind, value}) => (kind === 'room' ? order.get(value) ?? VISITED : VISITED);
  found.sort((a, b) => a.how - b.how || isOutside(a.one) - isOutside(b.one) || place(a.one) - place(b.one)
    || b.one.at - a.one.at);
  return found.slice(0, SHOWN).map(({one}) => one);
}
