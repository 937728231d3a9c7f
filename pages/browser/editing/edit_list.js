// Edits that wait, or met something newer, are drawn where they are kept: the browser has them while the server is away.
import * as edits from './edits.js';
import {isOffline, onChange} from '../shell/connection.js';
import * as places from '../conversation/conversation_place.js';

const covered = new Map();  // by room: the id of the edit whose field is still open

export function cover(room, id) {
  covered.set(room, id);
  draw();
}

function make(tag, className, textContent = '') {
  return Object.assign(document.createElement(tag), {className, textContent});
}

function action(label, onclick) {
  return Object.assign(make('button', '', label), {type: 'button', onclick});
}

function text(label, body) {
  const shown = make('div', 'body');
  shown.append(make('strong', '', label), make('p', '', body));
  return shown;
}

function moveOut(item) {  // before what is written there already
  const field = places.field(places.of(item.room));
  field.value = [item.body, field.value].filter(Boolean).join('\n');
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.focus();
  edits.remove(item.id);
}

function actions(item) {
  const discard = action('Discard', () => edits.remove(item.id));
  if (item.newer) {
    return [action('Save mine', () => edits.insist(item.id)), action('Keep the other', () => edits.remove(item.id))];
  }
  if (!item.why) return [];
  const out = action('Move to composer', () => moveOut(item));
  return item.isGone ? [out, discard] : [action('Try again', () => edits.refuse(item.id, '')), out, discard];
}

function words({why, newer}) {
  if (newer) return 'This message was edited elsewhere in the meantime. Which text should it have?';
  return why || (isOffline() ? 'Edit waiting to be saved' : 'Saving your edit…');
}

function row(item) {
  const shown = make('div', item.why || item.newer ? 'waiting failed' : 'waiting');
  const why = make('div', 'why', words(item));
  if (item.newer) shown.append(text('The other edit', item.newer.body));
  shown.append(text('Your edit', item.body), why);
  for (const button of actions(item)) why.append(' ', button);
  return shown;
}

function draw() {  // each shown room's
  for (const place of places.all()) {
    const room = places.roomOf(place);
    const shown = edits.items.filter((item) => item.room === room && item.id !== covered.get(room));
    place.querySelector('.pending-edits')?.replaceChildren(...shown.map(row));
  }
}

edits.onChange(draw);
onChange(draw);
