// That the server is out of reach must be said without the server.
//
// NiceGUI shows its `#popup` while its socket is down. The browser's own event comes earlier, but a server on the same
// machine can be reached without a network, so it is asked. While it is out of reach the page has `data-offline`.

const WORDS = "You're offline. Messages will be sent when you're back.";
const ELSEWHERE = "You're offline. You can open other rooms when you're back.";
const PATIENCE = 2000;  // milliseconds; a line that is back by then was never away, nor a server that was restarted
const SOON = 1500;  // milliseconds between two tries, at most; Socket.IO's five seconds are felt when a server is back
const RARELY = 5000;  // the same for one that stays away, and while nobody looks: pages that are seen come back first
const TRIES = 40;  // about a minute
const PROBE = 3000;  // milliseconds
const SAID = 4000;  // milliseconds

const popup = document.getElementById('popup');
const watchers = [];
let isUnreachable = false;  // the browser has no network, and the server does not answer
let isOff = false;
let looking = null;
let saying = null;
let paced = null;  // whose tries are as often as we want

export function isOffline() {
  return isOff;
}

export function onChange(watch) {
  watchers.push(watch);
}

function isDown() {
  return popup?.getAttribute('aria-hidden') === 'false';
}

function say(words) {
  for (const bar of document.querySelectorAll('.offline-bar, #popup > span:first-child')) bar.textContent = words;
}

function look() {
  looking = null;
  const was = isOff;
  isOff = isUnreachable || isDown();
  if (was === isOff) return;
  say(WORDS);
  document.documentElement.toggleAttribute('data-offline', isOff);
  for (const watch of watchers) watch();
}

async function probe() {
  try {
    await fetch(import.meta.url, {method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PROBE)});
  } catch {
    isUnreachable = !navigator.onLine;
  }
  look();
}

function tryNow() {  // it does nothing by `connect` alone while it waits for its next try
  if (isDown() && !window.socket?.connected) window.socket?.disconnect?.().connect();
}

function tryOften() {
  const {io} = window.socket ?? {};
  if (!io || paced === io) return;
  paced = io;
  const pace = (tries) => io.reconnectionDelayMax(document.hidden || tries >= TRIES ? RARELY : SOON);
  pace(0);
  io.on('reconnect_attempt', pace);
}

function back() {
  isUnreachable = false;
  look();
  tryNow();
}

function followed(event) {  // a link to another view leads nowhere now
  const link = isOff && event.target.closest('.shell a[href^="/"]:not([target], [download])');
  if (!link || link.pathname === location.pathname || link.closest('.conversation')) return;
  event.preventDefault();
  event.stopPropagation();
  setTimeout(() => document.querySelector('.arriving-note') || say(ELSEWHERE));  // said already: which one opens then
  clearTimeout(saying);
  saying = setTimeout(say, SAID, WORDS);
}

window.addEventListener('offline', probe);
window.addEventListener('online', back);
document.addEventListener('visibilitychange', () => document.hidden || tryNow());
document.addEventListener('click', followed, true);
if (popup) {
  popup.lastElementChild.textContent = '';
  say(WORDS);
  new MutationObserver(() => {
    if (!isDown()) isUnreachable = false;
    else tryOften();
    clearTimeout(looking);
    if (isDown() && !isOff) looking = setTimeout(look, PATIENCE);
    else look();
  }).observe(popup, {attributeFilter: ['aria-hidden']});
}
