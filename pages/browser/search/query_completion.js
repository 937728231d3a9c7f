// The search field's list is drawn, and its keys are answered, before the next letter: no key may wait for the server.
import {insert} from '../composer/formatting.js';
import {isComposing} from '../elements/keys.js';
import {choose as chooseDay} from './query_days.js';
import {begun, offers} from './query_offers.js';
import * as list from './switcher_list.js';

const STEPS = {ArrowDown: 1, ArrowUp: -1};
const MADE = new Set(['insertFromPaste', 'historyUndo', 'historyRedo', 'deleteByCut']);  // nobody types these

let found = [];
let chosen = -1;
let asked = '';  // what a filter has put into the field: a choice searches at once, and Esc takes it away

const field = () => document.querySelector('.main .search-view input[type=search]');
const box = () => document.getElementById('query-options');
const isOpen = () => found.length > 0 && Boolean(box()?.isConnected) && !box().hidden;

function option({name, note, mark}, index) {
  const made = Object.assign(document.createElement('li'), {id: `query-option-${index}`});
  made.setAttribute('role', 'option');
  const sign = mark?.();
  sign?.setAttribute('aria-hidden', 'true');
  const label = Object.assign(document.createElement('bdi'), {className: 'name', textContent: name});
  const about = Object.assign(document.createElement('span'), {className: 'note', textContent: note});
  made.append(...(sign ? [sign] : []), label, about);
  return made;
}

function choose(index) {
  chosen = index;
  for (const [at, one] of [...box().children].entries()) one.setAttribute('aria-selected', at === index);
  box().children[index]?.scrollIntoView({block: 'nearest'});
  if (index < 0) field().removeAttribute('aria-activedescendant');
  else field().setAttribute('aria-activedescendant', `query-option-${index}`);
}

function show(options) {
  found = options;
  if (!box()) return;
  box().replaceChildren(...found.map(option));
  box().hidden = !found.length;
  field().setAttribute('aria-expanded', found.length > 0);
  const isSought = Boolean(asked || begun(field())?.value);  // else Enter searches for what was typed
  choose(found.length && isSought ? 0 : -1);
}

function close() {
  asked = '';
  show([]);
}

async function look() {
  const update = () => show(begun(field()) ? offers(begun(field())) : []);
  update();
  const before = list.all();
  if (begun(field())) await list.refresh(document.querySelector('.switcher').dataset.source);
  if (list.all() !== before && field() && field() === document.activeElement) update();
}

function put({start, end}, text) {  // in place of what was begun
  const isAsked = Boolean(asked);
  const {value} = field();
  insert(field(), start, /\s/.test(value[end] ?? '') ? end + 1 : end, `${text} `);
  field().setSelectionRange(start + text.length + 1, start + text.length + 1);
  close();
  if (isAsked) field().form.requestSubmit();
}

function accept(one) {
  const place = begun(field());
  const was = asked;
  if (!one.isCalendar) {
    put(place, one.insert);
    return;
  }
  close();  // before the calendar takes the focus
  chooseDay(field(), (day) => {
    asked = was;
    put(place, `${place.operator}:${day}`);
  }, () => {
    asked = was;
    field().focus();
    takeAway();
  });
}

function takeAway() {  // a filter that was begun and is not wanted
  const {value} = field();
  if (asked && value.endsWith(asked)) insert(field(), value.length - asked.length, value.length, '');
  close();
}

function isWhole() {  // nothing is left to complete: Enter searches
  const {value, start, end} = begun(field());
  return Boolean(value) && found[chosen].insert.toLowerCase() === field().value.slice(start, end).toLowerCase();
}

function keyed(event) {
  if (!isOpen() || event.target !== field() || isComposing(event)) return;
  const {key, shiftKey, altKey} = event;
  const step = altKey ? 0 : STEPS[key];
  const isAccepted = chosen >= 0 && (key === 'Enter' && !isWhole() || key === 'Tab' && !shiftKey);
  if (key === 'Enter' && !isAccepted) close();
  if (!step && !isAccepted && key !== 'Escape') return;
  event.preventDefault();
  event.stopPropagation();  // else Esc empties the field, and arrows go to the results
  if (isAccepted) accept(found[chosen]);
  else if (step) choose(chosen < 0 && step < 0 ? found.length - 1 : (chosen + step + found.length) % found.length);
  else takeAway();
}

function ask(part) {  // a filter was pressed
  const entry = field();
  const before = entry.value.trimEnd();
  asked = `${before && ' '}${part}`;
  insert(entry, before.length, entry.value.length, asked);
}

window.addEventListener('keydown', keyed, true);
document.addEventListener('input', (event) => {
  if (event.target !== field()) return;
  if (MADE.has(event.inputType)) close();
  else look();
});
document.addEventListener('mousedown', (event) => {  // the field keeps the focus
  if (event.target.closest?.('#query-options')) event.preventDefault();
});
document.addEventListener('click', ({target}) => {
  const part = target.closest('.search-view [data-ask]')?.dataset.ask;
  const one = target.closest('#query-options [role=option]');
  if (part) ask(part);
  else if (one) accept(found[[...box().children].indexOf(one)]);
});
document.addEventListener('focusout', ({target}) => {
  if (target !== field() || !document.hasFocus() || !isOpen()) return;
  if (asked && target.value.endsWith(asked)) target.value = target.value.slice(0, -asked.length);
  close();
});
