// The keyboard moves through panes, rooms and messages at once, and what is in the browser's hands stays there.
//
// Messages are one tab stop: the row that was left last, or the newest. Rows are shared by all pages and drawn again at
// any time, so nothing is written into them: Tab is answered by where the focus comes from.
import {isComposing, letterOf} from '../elements/keys.js';
import * as layers from './layers.js';
import * as toolbar from '../messages/message_toolbar.js';
import {isPressed} from '../composer/typed_ahead.js';
import {current, isBeside} from '../conversation/conversation_place.js';
import * as readers from '../conversation/reading_place.js';
import * as shortcuts from './shortcuts.js';

const TABBABLE = 'a[href], button, input, textarea, select, summary, [tabindex]:not([tabindex="-1"])';
const WRITABLE = 'input, textarea, select, [contenteditable=true]';
const STEPS = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, Home: -Infinity, End: Infinity};
const BESIDE = '[data-beside]';
const PANES = ['.sidebar', `.conversation:not(${BESIDE} *)`, '.main .pane-body', `.composer textarea:not(${BESIDE} *)`,
  `${BESIDE} .conversation`, `${BESIDE} .composer textarea`, '.details, [data-layer], .panel', '.toasts:has(.act)'];

const rowOf = new WeakMap();  // by conversation: the number of the message that had the focus last
let isTabbing = false;

function rows(box) {  // that can have the focus: a line that is folded away cannot
  return [...box.querySelectorAll('.log .msg:not(.line.gone, [data-fold="away"])')];
}

function currentRow(box) {
  const all = rows(box);
  return all.find(({dataset}) => dataset.number === rowOf.get(box)) ?? all.at(-1) ?? null;
}

function focusRow(message) {
  if (!message) return;
  rowOf.set(message.closest('.conversation'), message.dataset.number);
  message.tabIndex = -1;
  message.focus({preventScroll: true});
  message.scrollIntoView({block: 'nearest'});
}

function isReachable(element) {
  return !element.disabled && element.tabIndex >= 0 && !element.closest('[inert], [data-leaving]') && element.checkVisibility();
}

function beyond(box, step) {  // the control after the messages, or before them
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const controls = [...document.querySelectorAll(TABBABLE)].filter((one) => !box.contains(one) && isReachable(one));
  const there = controls.filter((one) => box.compareDocumentPosition(one) & side);
  return step > 0 ? there[0] : there.at(-1);
}

function tab(event) {  // from the row through what is in it to its toolbar, and out of the messages
  const isInToolbar = toolbar.bar()?.contains(document.activeElement);
  const message = isInToolbar ? toolbar.row() : document.activeElement.closest('.log .msg');
  if (!message || layers.covers(message)) return;
  const links = [...message.querySelectorAll(TABBABLE)].filter(isReachable);
  const stops = [message, ...links, toolbar.button(message)].filter(Boolean);
  const at = isInToolbar ? stops.length - 1 : stops.indexOf(document.activeElement);
  const step = event.shiftKey ? -1 : 1;
  const target = stops[at + step] ?? beyond(message.closest('.conversation'), step);
  if (at < 0 || !target) return;
  event.preventDefault();
  isTabbing = false;
  target.focus({focusVisible: true});
}

function move(event) {
  const message = event.target;
  if (!message.matches('.log .msg, .conversation') || event.shiftKey) return;
  if (event.key.length === 1 && isPressed(message)) return;  // one writes
  event.preventDefault();
  const box = message.closest('.conversation');
  if (event.key === 'End') readers.by(box)?.newest();
  const all = rows(box);
  const step = STEPS[letterOf(event)];
  const at = message.matches('.msg') ? all.indexOf(message) : all.indexOf(currentRow(box)) - step;
  focusRow(all[Math.max(0, Math.min(all.length - 1, at + step))]);
}

function paneOf(selector) {
  return [...document.querySelectorAll(selector)].find((pane) => !pane.closest('[inert], [data-leaving]') && pane.checkVisibility());
}

function enter(pane) {
  if (pane.matches('.conversation')) focusRow(currentRow(pane));
  const inside = pane.matches('.sidebar') && pane.querySelector('[aria-current=page]');
  const target = inside || (pane.matches(TABBABLE) ? pane : [...pane.querySelectorAll(TABBABLE)].find(isReachable));
  if (!pane.contains(document.activeElement)) (target ?? pane).focus();
}

function nextPane(event) {
  event.preventDefault();
  const panes = PANES.map(paneOf).filter(Boolean);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const step = event.shiftKey ? -1 : 1;
  const next = panes.at(at < 0 ? 0 : (at + step) % panes.length);
  if (next) enter(next);
}

function nextRoom(event) {
  const links = [...document.querySelectorAll('.sidebar a.room-row')];
  const at = links.findIndex((link) => link.getAttribute('aria-current') === 'page');
  const step = STEPS[event.key];
  const isFiltered = document.documentElement.matches('[data-only-unread]');
  const isOffered = (link) => (event.shiftKey ? link.dataset.kind === 'unread' : !isFiltered || getComputedStyle(link).display !== 'none');
  const wanted = links.filter((link, index) => index !== at && isOffered(link));
  const onward = wanted.filter((link) => (links.indexOf(link) - at) * step > 0);
  const next = step > 0 ? onward[0] ?? wanted[0] : onward.at(-1) ?? wanted.at(-1);
  event.preventDefault();
  next?.click();
}

function escape(event) {  // closes what lies over the page; without that, the room counts as read
  const place = current();
  const reader = readers.at(place);
  if (layers.topmost() || isComposing(event) || !reader?.box?.isConnected) return;
  if (isBeside(place)) {
    place.querySelector('[data-close]').click();
    return;
  }
  if (document.activeElement.matches(WRITABLE) && document.activeElement.value) return;
  reader.newest();
  reader.say('caughtup');
}

document.addEventListener('keydown', (event) => {
  const {key, altKey, ctrlKey, metaKey} = event;
  isTabbing = key === 'Tab';
  if (event.defaultPrevented || ctrlKey || metaKey) return;
  const isWriting = event.target.closest?.(WRITABLE);
  if (key === 'F6') nextPane(event);
  else if (altKey && (key === 'ArrowUp' || key === 'ArrowDown') && !layers.topmost()) nextRoom(event);
  else if (altKey) return;
  else if (isTabbing) tab(event);
  else if (key === 'Escape') escape(event);
  else if (letterOf(event) in STEPS && !isWriting) move(event);
  else if (key === '?' && !isWriting) shortcuts.show();
});
document.addEventListener('focusin', ({target, relatedTarget}) => {
  const [message, box] = [target.closest('.log .msg'), target.closest('.conversation')];
  if (isTabbing && box && relatedTarget?.closest('.conversation') !== box) focusRow(currentRow(box));
  else if (message) rowOf.set(box, message.dataset.number);
});
window.addEventListener('click', (event) => {
  if (event.target.closest('[data-shortcuts]')) shortcuts.show();
  if (!event.target.closest('.skip-link')) return;
  event.preventDefault();
  event.stopPropagation();  // it is no way to another message
  enter(paneOf('.conversation') ?? document.getElementById('content'));
}, true);
