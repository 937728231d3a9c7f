// How long ago something was depends on the reader's clock and language, while Python renders a moment once, for all readers.
//
// One timer for the whole page says it again each minute, while there is something to say and somebody sees the page.

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];
const EVERY = 60_000;  // milliseconds

const shown = new Set();
let timer = null;

function say(element) {
  const at = new Date(element.getAttribute('at'));
  const seconds = Math.max(0, (Date.now() - at) / 1000);
  const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? ['second', Infinity];
  const words = new Intl.RelativeTimeFormat([], {numeric: 'auto'}).format(-Math.floor(seconds / length), unit);
  if (element.textContent !== words) element.textContent = words;
  element.title = at.toLocaleString([], {dateStyle: 'full', timeStyle: 'medium'});
}

function sayAll() {
  if (document.visibilityState === 'visible') shown.forEach(say);
}

customElements.define('time-ago', class extends HTMLElement {
  connectedCallback() {
    say(this);
    shown.add(this);
    timer ??= setInterval(sayAll, EVERY);
  }

  disconnectedCallback() {
    shown.delete(this);
    if (shown.size) return;
    clearInterval(timer);
    timer = null;
  }
});

document.addEventListener('visibilitychange', sayAll);
