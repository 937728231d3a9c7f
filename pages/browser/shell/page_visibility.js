// Only the browser knows whether its page can be seen, and when a key or a pointer last moved.
import * as server from './server.js';

const CHECK = 10_000;  // milliseconds
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'];

export let told = '';  // what the server knows
let touched = Date.now();

function isActive() {
  const idle = document.querySelector('.shell')?.dataset.idle;  // seconds until a person counts as away
  return !document.hidden && Date.now() - touched < idle * 1000;
}

function tell() {
  const isVisible = !document.hidden;
  const now = `${isVisible} ${isActive()}`;
  if (now === told || !window.socket?.connected) return;
  told = now;
  server.tell('activity', isVisible, isActive());
}

function touch() {
  touched = Date.now();
  if (!told.endsWith(' true')) tell();
}

export function connected() {
  told = '';
  tell();
}

document.addEventListener('visibilitychange', () => document.hidden ? tell() : touch());
for (const kind of SIGNS_OF_LIFE) window.addEventListener(kind, touch, {passive: true, capture: true});
setInterval(tell, CHECK);
