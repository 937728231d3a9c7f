// How long one has to wait before sending again is counted down, and kept to, while the server is out of reach.

import * as places from '../conversation/conversation_place.js';

const STEP = 500;  // milliseconds
let until = {};  // milliseconds since the epoch, by room: slow mode
let told = {};  // the same, as the server has said: what is sent there waits
let again = 0;  // when the queue tries again
let ticking = null;
let watch = () => {};
let end = () => {};

function left(moment) {  // in whole seconds
  return Math.max(0, Math.ceil((moment - Date.now()) / 1000));
}

function spelled(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function words(room) {
  const pause = left(until[room] ?? 0);
  if (pause) return `Slow mode: you can send again in ${spelled(pause)}.`;
  const wait = left(again);
  return wait ? `You're sending messages too fast. Sending the rest in ${spelled(wait)}.` : '';
}

function draw() {
  let isWaiting = false;
  for (const place of places.all()) {
    const shown = place.querySelector('.composer-note .pause');
    const said = words(places.roomOf(place));
    if (shown && shown.textContent !== said) shown.textContent = said;
    isWaiting ||= Boolean(said);
  }
  if (!isWaiting) {
    clearInterval(ticking);
    ticking = null;
  }
  watch();
}

function start() {
  ticking ??= setInterval(draw, STEP);
  draw();
}

export function onChange(act) {
  watch = act;
}

export function isHeld(room) {  // says whether it takes nothing just now
  return left(until[room] ?? 0) > 0;
}

export function onEnd(act) {  // of a pause of which the server has told
  end = act;
}

export function isTold(where) {
  return left(told[where] ?? 0) > 0;
}

export function slow(seconds, where) {  // the server says how long is left
  const moment = Date.now() + seconds * 1000;
  [until, told] = [{...until, [where]: moment}, {...told, [where]: moment}];
  setTimeout(() => end(), seconds * 1000 + 1);
  start();
}

export function sent(place) {  // the pause begins
  const pause = Number(place.querySelector('.composer')?.dataset.pause ?? 0);
  if (!pause) return;
  until = {...until, [places.roomOf(place)]: Date.now() + pause * 1000};
  start();
}

export function fast(seconds) {  // too many messages: the queue waits
  again = Date.now() + seconds * 1000;
  start();
}
