// What is typed is shown as it will look: drawn by the server like every message, and put in place of the field here.
import {say} from './composer_note.js';
import {of, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';

function composer(place) {
  return place?.querySelector('.composer') ?? null;
}

function part(place, selector) {
  return composer(place).querySelector(selector);
}

function turn(place, isOn) {
  composer(place).toggleAttribute('data-preview', isOn);
  part(place, '.preview').hidden = !isOn;
  part(place, '[data-tool=preview]').setAttribute('aria-pressed', isOn);
}

export function close(place) {  // says whether it was shown
  if (!composer(place)?.hasAttribute('data-preview')) return false;
  turn(place, false);
  part(place, 'textarea').focus();
  return true;
}

export function toggle(element) {  // of the composer that it stands in
  const place = placeOf(element);
  if (close(place)) return;
  const entry = part(place, 'textarea');
  if (!entry.value.trim()) say(place, 'Type a message to preview it.');
  else if (window.socket?.connected) server.tell('preview', roomOf(place), entry.value);
  else say(place, "You can't preview while you're offline.");
}

export function show(room, html) {  // it has passed the server's list of what is allowed
  const place = of(room);
  if (!composer(place)) return;
  part(place, '.preview').innerHTML = `<div class="body">${html}</div>`;
  turn(place, true);
  part(place, '.preview').focus();
}

export function refuse(room, words) {
  say(of(room), words);
}
