// What is typed before there is a field for it is not lost: while a room is on its way it is for that room.
//
// Where nothing takes letters they are for the conversation one is in.
// A field of its own takes them meanwhile, with all that a browser does for one, where the room's own will stand; the
// first is the page's own (`first_look.js`). A finger has to touch a field first.
import * as drafts from '../drafts/drafts.js';
import {isComposing} from '../elements/keys.js';
import * as layers from '../shell/layers.js';
import {current, field} from '../conversation/conversation_place.js';

const TAKES_KEYS = 'input, textarea, select, [contenteditable=true], .msg, .message-toolbar, [role=menu], [role=listbox], dialog';

function ahead() {
  return document.querySelector('.typed-ahead');
}

function standAs(entry, own) {  // where the one is that it is for
  const {left, top, width, height} = own.getBoundingClientRect();
  Object.assign(entry.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
}

export function begin(link, name, main) {
  end();
  const [, room] = /\/rooms\/([\da-f-]{36})(?:\/\d+)?$/.exec(link.pathname) ?? [];
  if (!room || !matchMedia('(hover: hover)').matches) return;
  const entry = Object.assign(document.createElement('textarea'), {className: 'typed-ahead', placeholder: ' '});
  entry.setAttribute('aria-label', `Write in ${name}`);
  entry.dataset.room = room;
  const own = main.querySelector('.composer textarea');
  if (own) standAs(entry, own);
  entry.addEventListener('keydown', (event) => {  // nothing is sent into a room that isn't there yet
    if (event.key === 'Enter' && !event.shiftKey && !isComposing(event)) event.preventDefault();
  });
  document.body.append(entry);
  entry.focus({preventScroll: true});
}

export function focus() {  // says whether there is a field that has it now
  ahead()?.focus({preventScroll: true});
  return ahead() !== null && document.activeElement === ahead();
}

export function end() {  // the room doesn't come: it finds what was typed when it does
  const entry = ahead();
  if (!entry) return;
  const {dataset: {room}, value} = entry;
  entry.remove();
  if (room && value) drafts.keep(room, [drafts.take(room), value].filter(Boolean).join('\n'));
}

export function take(room) {  // returns what was typed for the room that has come
  const entry = ahead();
  if (!entry || (entry.dataset.room ?? room) !== room) return '';
  entry.remove();
  return entry.value;
}

function lead(event) {  // to the field one is next to: the browser writes the letter there
  const {key, target, altKey, ctrlKey, metaKey} = event;
  if (event.defaultPrevented || altKey || ctrlKey || metaKey || isComposing(event)) return;
  if ([...key].length !== 1 || key === ' ' || key === '?' || target.closest?.(TAKES_KEYS)) return;
  if (target.matches?.('.conversation:focus-visible') || !matchMedia('(hover: hover)').matches) return;
  const entry = field(current());
  if (entry?.checkVisibility() && !layers.covers(entry) && !entry.closest('[data-leaving], [inert]')) entry.focus();
}

document.addEventListener('keydown', lead);
