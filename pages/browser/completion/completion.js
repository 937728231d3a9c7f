// What is typed is completed at each key, in whatever field: one list with its keys, for commands, emoji, people and rooms.
import {isInCode} from '../elements/code_text.js';
import * as commands from './command_completion.js';
import * as emoji from './emoji_completion.js';
import {insert} from '../composer/formatting.js';
import * as names from './name_completion.js';

const SOURCES = [commands, emoji, names];

let field = null;
let found = [];
let chosen = 0;  // -1: nothing, so that Enter sends
let lists = 0;  // that were made here
let hasMoved = false;  // by arrows: a later answer keeps what is chosen

function options() {  // the composer has its list; any other field gets one when it is first needed
  const id = field?.getAttribute('aria-controls');
  const known = id && document.getElementById(id);
  if (known || !field) return known;
  const list = Object.assign(document.createElement('ul'), {className: 'emoji-options', id: `options-${++lists}`});
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  field.before(list);
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-autocomplete', 'list');
  return list;
}

function begun(entry) {  // what is typed of a name before the caret, and who knows such names
  if (entry !== document.activeElement || entry.selectionStart !== entry.selectionEnd) return null;  // a draft may have come
  const before = entry.value.slice(0, entry.selectionStart);
  const known = SOURCES.map((source) => ({source, name: source.begun(before, entry)})).find(({name}) => name !== null);
  return known && !isInCode(before, known.name) ? known : null;
}

function option(one, index) {
  const made = Object.assign(document.createElement('li'), {id: `emoji-option-${index}`});
  made.setAttribute('role', 'option');
  made.setAttribute('aria-selected', index === chosen);
  if (one.html) made.innerHTML = one.html;
  else made.append(...one.parts());
  made.addEventListener('mousedown', (event) => {
    event.preventDefault();
    accept(one);
  });
  return made;
}

function place(list) {  // above a field in the conversation, or below it where that is cut off
  const view = field.closest('.conversation')?.getBoundingClientRect();
  if (!view) return;
  const {top, bottom} = field.getBoundingClientRect();
  const [above, below] = [top - view.top, view.bottom - bottom];
  list.toggleAttribute('data-below', above < list.offsetHeight && below > above);
}

function draw() {
  const list = options();
  if (!list) return;
  list.replaceChildren(...found.map(option));
  list.hidden = !found.length;
  place(list);
  if (found[chosen]) field.setAttribute('aria-activedescendant', `emoji-option-${chosen}`);
  else field.removeAttribute('aria-activedescendant');
  list.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});
}

function close() {
  found = [];
  hasMoved = false;
  if (field) draw();
}

function accept(one) {
  const end = field.selectionStart;
  const start = end - (begun(field)?.name.length ?? 0);
  one.use?.();
  found = [];
  insert(field, start, end, one.insert);
  close();
}

export async function typed(entry) {
  if (field && field !== entry) close();
  field = entry;
  const now = begun(entry);
  let rows = [];
  try {
    rows = now ? await now.source.find(now.name, entry) : [];
  } catch {
    return;
  }
  if (field !== entry || begun(entry)?.name !== now?.name) return;  // typed on meanwhile
  if (!rows.length && !found.length) return;
  const kept = hasMoved ? rows.findIndex((one) => one.insert === found[chosen]?.insert) : -1;
  found = rows;
  chosen = now?.name ? Math.max(0, kept) : kept;
  hasMoved = kept >= 0;
  draw();
}

export function isOpen() {
  return found.length > 0 && field?.isConnected && !options()?.hidden;
}

function isWhole() {  // nothing is left to complete: Enter sends
  return !found[chosen] || found[chosen].insert.trim().toLowerCase() === begun(field)?.name.toLowerCase();
}

export function keyed(event) {  // says whether the key was for the list
  if (event.target !== field || !isOpen()) return false;
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const isAccepted = (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey;
  if (!step && !isAccepted && event.key !== 'Escape') return false;
  if (event.key === 'Enter' && isWhole()) {
    close();
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  if (isAccepted) accept(found[Math.max(0, chosen)]);
  else if (step) {
    chosen = chosen < 0 && step < 0 ? found.length - 1 : (chosen + step + found.length) % found.length;
    hasMoved = true;
  } else found = [];
  draw();
  return true;
}

document.addEventListener('focusout', ({target}) => target === field && document.hasFocus() && close());
