// What is typed before there is a field for it is not lost: while a room is on its way it is for that room.
//
// Where nothing takes letters they are for the conversation one is in.
// A field of its own takes them meanwhile, with all that a browser does for one, where the room's own will stand; the
// first is the page's own (`first_look.js`). A finger has to touch a field first.
import * as drafts from '../drafts/drafts.js';
import {isComposing} from '../elements/keys.js';
import * as layers from '../shell/layers.js';
import {current, field} from '../conversation/conversation_place.js';

export const SEARCH = 'search';
export const THREAD = 'thread';
const TOO_LONG = 10_000;  // milliseconds until what doesn't come is given up
const TAKES_KEYS = 'input, textarea, select, [contenteditable=true], .msg, .message-toolbar, [role=menu], [role=listbox], dialog';

let pressed = null;  // the conversation that was, until one moves on by the keyboard

export function isPressed(box) {  // its letters are no keys; `:focus-visible` is true by the time that one is told of
  return box === pressed && matchMedia('(hover: hover)').matches;
}

function ahead() {
  return document.querySelector('.typed-ahead');
}

function standAs(entry, own) {  // where the one is that it is for
  const {left, top, width, height} = own.getBoundingClientRect();
  Object.assign(entry.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
}

function roomOf({pathname}) {
  return /\/rooms\/([\da-f-]{36})(?:\/\d+)?$/.exec(pathname)?.[1];
}

function keyed(event) {  // nothing is sent to where nobody is yet
  if (event.key === 'Enter' && !event.shiftKey && !isComposing(event)) event.preventDefault();
  if (event.key === 'Escape') end();
}

function begin(goal, name) {  // goal: a room's uuid, or one of those below
  end();
  if (!matchMedia('(hover: hover)').matches) return null;
  const entry = Object.assign(document.createElement('textarea'), {className: 'typed-ahead', placeholder: ' '});
  entry.setAttribute('aria-label', `Write in ${name}`);
  entry.dataset.goal = goal;
  entry.addEventListener('keydown', keyed);
  document.body.append(entry);
  entry.focus({preventScroll: true});
  setTimeout(() => entry === ahead() && end(), TOO_LONG);
  return entry;
}

export function beginView(link, name, main) {  // until it is there, or `end`
  end();
  const search = new URL(document.querySelector('.switcher').dataset.search, location.href);
  const goal = roomOf(link) ?? (link.pathname === search.pathname && SEARCH);
  const entry = goal && begin(goal, name);
  const own = main.querySelector('.composer textarea');
  if (entry && own && goal !== SEARCH) standAs(entry, own);
}

export function beginThread() {
  begin(THREAD, 'the thread');
}

export function focus() {  // says whether there is a field that has it now
  ahead()?.focus({preventScroll: true});
  return ahead() !== null && document.activeElement === ahead();
}

export function end() {  // a room that doesn't come finds what was typed when it does
  const entry = ahead();
  if (!entry) return;
  const {dataset: {goal}, value} = entry;
  entry.remove();
  if (value && goal && ![SEARCH, THREAD].includes(goal)) drafts.keep(goal, [drafts.take(goal), value].filter(Boolean).join('\n'));
}

export function pour(goals, own) {  // what was typed goes into the field that has come, which is one of these
  const entry = ahead();
  if (!entry || !goals.includes(entry.dataset.goal ?? goals[0])) return;
  const {value} = entry;
  entry.remove();
  own.focus();
  if (!value) return;
  own.setRangeText(value, own.value.length, own.value.length, 'end');
  own.dispatchEvent(new InputEvent('input', {bubbles: true}));
}

function lead(event) {  // to the field one is next to: the browser writes the letter there
  const {key, target, altKey, ctrlKey, metaKey} = event;
  if (/^(?:Tab|F6|Arrow|Home|End)/.test(key)) pressed = null;
  if (event.defaultPrevented || altKey || ctrlKey || metaKey || isComposing(event)) return;
  if ([...key].length !== 1 || key === ' ' || key === '?' || target.closest?.(TAKES_KEYS)) return;
  if (target.matches?.('.conversation') && !isPressed(target) || !matchMedia('(hover: hover)').matches) return;
  const entry = field(current());
  if (entry?.checkVisibility() && !layers.covers(entry) && !entry.closest('[data-leaving], [inert]')) entry.focus();
}

document.addEventListener('keydown', lead);
document.addEventListener('pointerdown', ({target}) => {
  pressed = target.closest?.('.conversation') ?? null;
}, true);
