// Which row is pointed at, or has the focus, changes with every move: one toolbar follows, without asking the server.
//
// It stands in the conversation and scrolls with it, so nothing is added to the rows, and nothing moves. While a menu or
// a picker is open on it (`hold`) it stays where it is.
import {boxOf, offers, rowOf} from './message_acts.js';

const OVERLAP = 18;  // pixels by which it stands above its row
const OVER_CODE = 34;  // where the row begins with code: what copies it is at its upper edge
const BEGINS_WITH_CODE = '.cont:not(.new-day):has(> .body > .code:first-child)';
const GAP = 4;  // between it and the upper edge of what is in view

let stand = null;  // the conversation in which it is shown
let pointed = null;  // the row under the pointer
let number = null;  // of the row it stands on
let held = 0;
let following = 0;  // what is to come before the next picture: of many changes it follows the last
const moved = new MutationObserver(followSoon);
const resized = new ResizeObserver(follow);

export function bar() {
  return stand?.querySelector(':scope > .message-toolbar') ?? null;
}

export function row() {  // that it stands on: drawn again, it is another element
  const toolbar = bar();
  if (!toolbar?.hasAttribute('data-shown')) return null;
  return toolbar.parentElement.querySelector(`.msg[data-number="${number}"]`);
}

export function button(message) {  // where the keyboard comes in, if it stands on this row
  return message === row() ? bar().querySelector('button:not([hidden])') : null;
}

function place(message) {
  const toolbar = bar();
  const box = boxOf(message);
  const view = box.getBoundingClientRect();
  const around = message.getBoundingClientRect();
  const overlap = message.matches(BEGINS_WITH_CODE) ? OVER_CODE : OVERLAP;
  const top = Math.max(around.top - overlap, view.top + GAP) - view.top + box.scrollTop;
  toolbar.style.top = `${Math.round(top)}px`;
  toolbar.style.right = `${Math.round(view.left + box.clientWidth - around.right + 8)}px`;
}

export function show(message) {
  if (stand !== boxOf(message)) hide();
  stand = boxOf(message);
  const toolbar = bar();
  if (!toolbar) return;
  for (const control of toolbar.querySelectorAll('[data-offered]')) control.hidden = !offers(message, control);
  const entries = [...toolbar.parentElement.querySelectorAll('.message-menu [data-act]:not([data-for])')];
  toolbar.querySelector('[data-more]').hidden = !entries.some((entry) => offers(message, entry));
  if (!toolbar.querySelector('[data-act]:not([hidden])')) {
    hide();
    return;
  }
  ({number} = message.dataset);
  toolbar.setAttribute('data-shown', '');
  moved.disconnect();
  moved.observe(boxOf(message).firstElementChild, {childList: true, subtree: true});
  resized.observe(boxOf(message).firstElementChild);
  place(message);
}

function hide() {
  moved.disconnect();
  resized.disconnect();
  bar()?.removeAttribute('data-shown');
}

function follow() {  // rows have come or gone, or were drawn again
  const message = row();
  if (message) show(message);
  else hide();
}

function followSoon() {
  following ||= requestAnimationFrame(() => {
    following = 0;
    follow();
  });
}

function focused() {  // the row that the keyboard is on
  const message = rowOf(document.activeElement);
  return message && document.activeElement.matches(':focus-visible') ? message : null;
}

function update() {
  if (held || bar()?.contains(document.activeElement)) return;
  if (pointed && !pointed.isConnected) pointed = null;
  const message = pointed ?? focused();
  if (!message) hide();
  else if (message !== row()) show(message);
}

export function hold() {  // until what this returns is called
  let isHeld = true;
  held += 1;
  return () => {
    held -= isHeld ? 1 : 0;
    isHeld = false;
    update();
  };
}

document.addEventListener('pointerover', ({target, pointerType}) => {
  if (pointerType === 'touch' || target.closest?.('.message-toolbar')) return;
  const message = rowOf(target);
  if (message === pointed && message === row()) return;
  pointed = message;
  update();
});
document.documentElement.addEventListener('pointerleave', () => {
  pointed = null;
  update();
});
document.addEventListener('focusin', update);
document.addEventListener('focusout', () => setTimeout(update));
