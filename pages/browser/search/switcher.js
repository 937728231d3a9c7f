// One field leads anywhere by the keyboard alone: it opens with a key, answers each key at once, and closes as layers do.
import {isCommand, isComposing, letterOf} from '../elements/keys.js';
import {act as actLocally} from './switcher_acts.js';
import * as list from './switcher_list.js';
import {option} from './switcher_option.js';
import * as typedAhead from '../composer/typed_ahead.js';

const STEPS = {ArrowDown: 1, ArrowUp: -1};
const SIGNS = ['keydown', 'pointerover', 'touchstart'];  // somebody is here
const FINE = matchMedia('(pointer: fine)');

let shown = [];
let chosen = 0;
let goesTo = '';  // the room whose composer is to have the focus, once it is here

const dialog = () => document.querySelector('.switcher');
const field = () => dialog().querySelector('input');
const box = () => dialog().querySelector('.switcher-list');

function current() {  // the room that is shown
  return /\/rooms\/([\da-f-]{36})/.exec(location.pathname)?.[1] ?? '';
}

function choose(index) {
  chosen = index;
  for (const [at, one] of [...box().children].entries()) one.setAttribute('aria-selected', at === index);
  const one = box().children[index];
  one?.scrollIntoView({block: 'nearest'});
  if (one) field().setAttribute('aria-activedescendant', one.id);
  else field().removeAttribute('aria-activedescendant');
}

function draw() {
  const text = field().value;
  shown = list.search(text, current());
  const searching = dialog().dataset.search;
  const words = text.trim();
  if (searching && words) {
    const href = `${searching}?${new URLSearchParams({q: words})}`;
    shown.push({kind: 'search', name: `Search messages for “${words}”`, href, icon: 'search', note: ''});
  }
  box().replaceChildren(...shown.map(option));
  dialog().querySelector('.switcher-none').hidden = shown.length > 0;
  choose(shown.length ? 0 : -1);
}

function say() {  // once the typing pauses
  const status = dialog().querySelector('[role=status]');
  clearTimeout(status.timer);
  status.timer = setTimeout(() => {
    status.textContent = shown.length === 1 ? '1 result' : `${shown.length} results`;
  }, 600);
}

async function freshen() {
  const before = list.all();
  await list.refresh(dialog().dataset.source);
  if (!dialog().open || list.all() === before) return;
  const {kind, value} = shown[chosen] ?? {};
  const wasFirst = chosen === 0;
  draw();
  const again = wasFirst ? 0 : shown.findIndex((one) => one.kind === kind && one.value === value);
  choose(Math.max(0, again));
}

export function open(text = '') {
  if (!dialog() || dialog().open) return;
  field().value = text;
  dialog().showModal();
  field().focus();
  draw();
  freshen();
}

function press(index) {
  const one = shown[index];
  if (!one) return;
  const element = box().children[index];
  if (one.href) {
    goesTo = one.kind === 'room' && FINE.matches ? one.value : '';
    element.click();  // as any link: a layer that Back would close is left in order
    return;
  }
  dialog().close();
  actLocally(one.act, one.value);
}

function keyed(event) {
  const step = STEPS[event.key];
  if (isComposing(event)) return;
  if (step && shown.length) {
    event.preventDefault();
    choose((chosen + step + shown.length) % shown.length);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    press(chosen);
  }
}

window.addEventListener('keydown', (event) => {
  if (!isCommand(event) || letterOf(event).toLowerCase() !== 'k' || !dialog()) return;
  event.preventDefault();
  event.stopPropagation();
  if (dialog().open) dialog().close();
  else open();
}, true);
document.addEventListener('keydown', (event) => {
  if (event.target === dialog()?.querySelector('input')) keyed(event);
});
document.addEventListener('input', ({target}) => {
  if (!target.closest?.('.switcher')) return;
  draw();
  say();
});
document.addEventListener('mousedown', (event) => {  // the field keeps the focus
  if (event.target.closest?.('.switcher-list')) event.preventDefault();
});
document.addEventListener('click', ({target}) => {
  if (target.closest('[data-switcher]')) open();
  const layer = target.closest('.switcher');
  if (!layer) return;
  const one = target.closest('[role=option]');
  if (one?.matches('a') || target === layer || target.closest('[data-close]')) layer.close();
  else if (one) press([...box().children].indexOf(one));
});
document.addEventListener('chatapp:room', ({detail: room}) => {
  if (!room) return;
  list.visit(room);
  if (goesTo !== room) return;
  goesTo = '';
  requestAnimationFrame(() => typedAhead.focus() || document.querySelector('.composer textarea')?.focus());
});

function prepare() {  // before it is asked for, but not on a page that nobody touches
  for (const sign of SIGNS) removeEventListener(sign, prepare, true);
  const source = dialog()?.dataset.source;
  if (source) (window.requestIdleCallback ?? setTimeout)(() => list.refresh(source));
}

for (const sign of SIGNS) addEventListener(sign, prepare, {capture: true, passive: true});
