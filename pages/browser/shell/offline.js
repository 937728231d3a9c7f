// That the server is out of reach must be said without the server.
//
// NiceGUI shows its `#popup` while its socket is down. The browser's own event comes earlier, but a server on the same
// machine can be reached without a network, so it is asked. While it is out of reach the page has `data-offline`.

const WORDS = "You're offline. Messages will be sent when you're back.";
const ELSEWHERE = "You're offline. You can open other rooms when you're back.";
const PATIENCE = 300;  // milliseconds; a line that is back by then was never away
const PROBE = 3000;  // milliseconds
const SAID = 4000;  // milliseconds

const popup = document.getElementById('popup');
const watchers = [];
let isUnreachable = false;  // the browser has no network, and the server does not answer
let isOff = false;
let looking = null;
let saying = null;

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

function back() {
  isUnreachable = false;
  look();
  if (window.socket && !window.socket.connected) window.socket.connect();
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
document.addEventListener('click', followed, true);
if (popup) {
  popup.lastElementChild.textContent = '';
  say(WORDS);
  new MutationObserver(() => {
    if (!isDown()) isUnreachable = false;
    clearTimeout(looking);
    if (isDown() && !isOff) looking = setTimeout(look, PATIENCE);
    else look();
  }).observe(popup, {attributeFilter: ['aria-hidden']});
}
