// While a name like `:tad` is typed, the emoji it may become are offered at each key: the server would come too late.
import {BEGINNINGS, groups, search, shown, use} from './emoji_list.js';
import {insert} from './formatting.js';

const BEGUN = /(?:^|[\s("'[])(:(?:[a-z][a-z0-9_-]+|[+-]1))$/i;  // no time of day, no :D
const MOST = 6;

let field = null;
let found = [];
let chosen = 0;

function options() {
  return document.querySelector('.emoji-options');
}

function begun(entry) {  // what is typed of a name, before the caret
  if (entry.selectionStart !== entry.selectionEnd) return '';
  return BEGUN.exec(entry.value.slice(0, entry.selectionStart))?.[1] ?? '';
}

function option(one, index) {
  const made = Object.assign(document.createElement('li'), {id: `emoji-option-${index}`});
  made.setAttribute('role', 'option');
  made.setAttribute('aria-selected', index === chosen);
  const symbol = Object.assign(document.createElement('span'), {textContent: shown(one)});
  const words = begun(field).slice(1).toLowerCase();
  made.append(symbol, `:${one.codes.find((code) => code.startsWith(words)) ?? one.codes[0]}:`);
  made.addEventListener('mousedown', (event) => {
    event.preventDefault();
    accept(one);
  });
  return made;
}

function draw() {
  const list = options();
  if (!list) return;
  list.replaceChildren(...found.map(option));
  list.hidden = !found.length;
  if (found.length) field.setAttribute('aria-activedescendant', `emoji-option-${chosen}`);
  else field?.removeAttribute('aria-activedescendant');
}

export function close() {
  found = [];
  draw();
}

function accept(one) {
  const end = field.selectionStart;
  const start = end - begun(field).length;
  use(one);
  found = [];
  insert(field, start, end, `${shown(one)} `);
  close();
}

export async function typed(entry) {
  field = entry;
  const words = begun(entry);
  let all = [];
  if (words) {
    try {
      all = await groups();
    } catch {
      return;  // out of reach: the name is sent as it is, and shown as the emoji
    }
  }
  if (begun(entry) !== words) return;  // typed on meanwhile
  found = search(all, words, MOST, BEGINNINGS);
  chosen = 0;
  draw();
}

export function isOpen() {
  return found.length > 0 && !options()?.hidden;
}

export function keyed(event) {  // says whether the key was for the list
  if (!isOpen()) return false;
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const isAccepted = (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey;
  if (!step && !isAccepted && event.key !== 'Escape') return false;
  event.preventDefault();
  event.stopPropagation();
  if (isAccepted) accept(found[chosen]);
  else if (step) chosen = (chosen + step + found.length) % found.length;
  else found = [];
  draw();
  return true;
}
