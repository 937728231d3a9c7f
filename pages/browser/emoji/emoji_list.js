// The list of emoji is fetched once, when one is first wanted, and searched without asking the server at each key.
import {own} from './custom_emoji.js';
import {load, store} from '../elements/account_storage.js';

const LIGHT = '\u{1f3fb}';  // the skin tone that the list has
const RECENT = 18;
export const BEGINNINGS = 2;  // the worst rank of what begins with the words
export const TONES = {'': 'Default skin', [LIGHT]: 'Light skin', '\u{1f3fc}': 'Medium-light skin',
  '\u{1f3fd}': 'Medium skin', '\u{1f3fe}': 'Medium-dark skin', '\u{1f3ff}': 'Dark skin'};

let loading = null;
let known = {all: []};  // as it was offered last: the same array until something differs

function read(rows) {
  return rows.map(([name, members]) => ({
    name,
    emoji: members.map(([symbol, words, codes, topic, toned]) => (
      {symbol, name: words, codes: codes.split(' '), topic, toned, found: `${words} ${topic}`.toLowerCase()})),
  }));
}

async function fetched() {
  const answer = await fetch(document.querySelector('[data-emoji*="/"]').dataset.emoji);
  if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
  return read(await answer.json());
}

function standard() {
  loading ??= fetched().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

export async function groups() {  // resolves to [{name, emoji: [{symbol, name, codes, topic, toned}]}]; rejects while offline
  const [list, custom] = await Promise.all([standard(), own()]);
  if (known.list !== list || known.custom !== custom) known = {list, custom, all: custom.emoji.length ? [custom, ...list] : list};
  return known.all;
}

function rank({codes, found, name}, words) {  // the better it fits, the lower; Infinity if it does not
  const code = words.replaceAll(' ', '_');
  if (codes.includes(code) || name === words) return 0;
  if (codes.some((one) => one.startsWith(code))) return 1;
  if (` ${found}`.includes(` ${words}`)) return 2;
  return codes.some((one) => one.includes(code)) || found.includes(words) ? 3 : Infinity;
}

export function search(all, text, most, worst = 3) {  // the best first, and in Unicode's order among equals
  const words = text.toLowerCase().replaceAll(/[\s_:]+/g, ' ').trim();
  if (!words) return [];
  const ranked = all.flatMap(({emoji}) => emoji).map((one) => [rank(one, words), one]);
  return ranked.filter(([how]) => how <= worst).toSorted((a, b) => a[0] - b[0]).slice(0, most).map(([, one]) => one);
}

export function tone() {
  return load('emoji.tone');
}

export function setTone(symbol) {
  store('emoji.tone', symbol);
}

export function shown({symbol, toned}) {  // in the skin tone that the person has chosen
  return toned && tone() ? toned.replaceAll(LIGHT, tone()) : symbol;
}

function kept() {  // symbols without a tone, the last used first
  return load('emoji.recent').split(' ').filter(Boolean);
}

export function recent(all) {
  const bySymbol = new Map(all.flatMap(({emoji}) => emoji).map((one) => [one.symbol, one]));
  return kept().map((symbol) => bySymbol.get(symbol)).filter(Boolean);
}

export function use({symbol}) {
  store('emoji.recent', [symbol, ...kept().filter((other) => other !== symbol)].slice(0, RECENT).join(' '));
}
