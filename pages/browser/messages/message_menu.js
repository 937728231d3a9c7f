// What can be done with a message is at hand without a round trip: a menu beside the toolbar, a sheet under a long press.
//
// A module that changes an entry before it is seen (its words, whether it is there) listens for `chatapp:menu` {row, menu}.
import {act, offers, rowOf} from './message_acts.js';
import * as grid from '../emoji/emoji_grid.js';
import * as toolbar from './message_toolbar.js';

const LONG = 450;  // milliseconds
const STILL = 10;  // pixels that a resting finger moves
const STEPS = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity};

let shown = null;  // {menu, number, release}: the menu that is open
let press = null;  // {timer, x, y}: a finger that rests on a message
let isSpent = false;  // the finger has opened the sheet: lifting it presses nothing

function buttons(box) {
  return [...box.querySelectorAll('button:not([hidden])')].filter((one) => one.checkVisibility());
}

function prepare(menu, row, isSheet) {
  menu.toggleAttribute('data-sheet', isSheet);
  menu.popover = isSheet ? 'manual' : 'auto';  // lifting the finger would close it
  for (const entry of menu.querySelectorAll('[data-offered]')) entry.hidden = !offers(row, entry);
  document.dispatchEvent(new CustomEvent('chatapp:menu', {detail: {row, menu}}));
}

export function open(row, opener = null) {  // without an opener it is a sheet; says whether the row offers anything
  const menu = row.closest('.conversation').querySelector('.message-menu');
  prepare(menu, row, !opener);
  if (!menu.querySelector('[data-act]:not([hidden])')) return false;
  toolbar.show(row);
  shown = {menu, number: row.dataset.number, release: toolbar.hold()};
  menu.showPopover();
  if (opener) grid.place(menu, opener);
  else menu.style.inset = '';
  buttons(menu)[0]?.focus({preventScroll: true, focusVisible: Boolean(opener)});
  return true;
}

function current() {
  return shown.menu.closest('.conversation').querySelector(`.msg[data-number="${shown.number}"]`);
}

function pressed(event) {
  const button = event.target.closest?.('.message-toolbar button, .message-menu button');
  if (!button) return;
  const isInMenu = button.closest('.message-menu') !== null;
  const message = isInMenu ? current() : toolbar.row();
  if (!message) return;
  if (button.matches('[data-more]')) {
    open(message, button);
    return;
  }
  if (isInMenu) shown.menu.hidePopover();
  act(message, button.dataset.act, button.dataset.value);
}

function moved(event) {  // by arrows, in the toolbar and in the menu
  const box = event.target.closest?.('.message-toolbar, .message-menu');
  const step = STEPS[event.key];
  if (!box || !step) return;
  const all = buttons(box);
  const next = Number.isFinite(step) ? (all.indexOf(event.target) + step + all.length) % all.length : step > 0 ? -1 : 0;
  event.preventDefault();
  event.stopPropagation();
  all.at(next)?.focus({focusVisible: true});
}

function isSheetOpen() {
  return shown?.menu.matches('[data-sheet]:popover-open') ?? false;
}

function cancel() {
  clearTimeout(press?.timer);
  press = null;
}

function down(event) {
  const message = rowOf(event.target);
  isSpent = false;
  cancel();
  if (!message || event.pointerType !== 'touch' || !event.isPrimary || event.target.closest('.reactions, .body a')) return;
  const {dataset: {number}} = message;
  const box = message.closest('.conversation');
  const timer = setTimeout(() => {
    press = null;
    const pressedRow = box.querySelector(`.msg[data-number="${number}"]`);
    isSpent = Boolean(pressedRow) && open(pressedRow);
    if (isSpent) navigator.vibrate?.(10);
  }, LONG);
  press = {timer, x: event.clientX, y: event.clientY};
}

document.addEventListener('click', pressed);
document.addEventListener('mousedown', (event) => {  // the focus, and a phone's keyboard, stay where they are
  if (event.target.closest?.('.message-toolbar')) event.preventDefault();
});
document.addEventListener('keydown', moved, true);
document.addEventListener('toggle', ({target, newState}) => {
  if (!target.matches?.('.message-menu')) return;
  target.parentElement.querySelector('.message-toolbar [data-more]')?.setAttribute('aria-expanded', newState === 'open');
  if (newState === 'closed') shown?.release();
}, true);
document.addEventListener('pointerdown', down);
document.addEventListener('pointermove', ({clientX, clientY}) => {
  if (press && Math.hypot(clientX - press.x, clientY - press.y) > STILL) cancel();
});
for (const kind of ['pointerup', 'pointercancel', 'scroll']) document.addEventListener(kind, cancel, true);
window.addEventListener('click', (event) => {  // lifting the finger is no press, and one beside the sheet closes it
  const isBeside = isSheetOpen() && !event.target.closest('.message-menu');
  if (!isSpent && !isBeside) return;
  if (!isSpent) shown.menu.hidePopover();
  isSpent = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
window.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !isSheetOpen()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  shown.menu.hidePopover();
}, true);
window.addEventListener('contextmenu', (event) => {  // Android's own, at the same moment
  if (press || isSpent) event.preventDefault();
}, true);
