// Only the browser knows its reader's zone and language, while Python renders a moment once, for all readers.
//
// The page's `data-clock` says whether its reader wants 12 or 24 hours, or what their language has.

const FULL = {dateStyle: 'full', timeStyle: 'medium'};
const MINUTE = 60_000;  // milliseconds
const cycles = {12: 'h12', 24: 'h23'};

const formats = new Map();  // making one takes a hundred times as long as using it, and a room shows two for each message

function formatted(at, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat([], options));
  return formats.get(key).format(at);
}

function hourCycle() {
  return cycles[document.documentElement.dataset.clock];
}

function hours(at, options = {}) {  // never 09:01 PM, and 9:01 rather than 09:01
  const shown = formatted(at, {hour: 'numeric', minute: '2-digit', hourCycle: hourCycle(), ...options});
  return shown.replace(/^0(?=\d\D)/, '');
}

class Moment extends HTMLElement {
  connectedCallback() {
    this.show();
  }

  show() {
    const at = new Date(this.getAttribute('at'));
    this.textContent = this.words(at);
    this.title = formatted(at, {...FULL, hourCycle: hourCycle()});
  }
}

function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

function nearDay(at, now = new Date()) {  // today, yesterday, tomorrow, or nothing
  const days = Math.round((midnight(now) - midnight(at)) / (24 * 60 * MINUTE));
  return Math.abs(days) <= 1 ? new Intl.RelativeTimeFormat([], {numeric: 'auto'}).format(-days, 'day') : '';
}

function capitalized(word) {
  return word.charAt(0).toLocaleUpperCase() + word.slice(1);
}

customElements.define('local-time', class extends Moment {
  words(at) {
    return hours(at);
  }
});

customElements.define('local-date', class extends Moment {
  words(at) {
    const isAlone = !this.previousSibling && this.parentNode.matches('span');
    const before = (isAlone ? this.parentNode : this).previousSibling?.textContent.trim() ?? '';
    const near = nearDay(at);
    const isFirst = !before || before.endsWith('·');
    const date = (isFirst ? capitalized(near) : near) || formatted(at, {dateStyle: 'medium'});
    return this.hasAttribute('with-time') ? `${date}, ${hours(at)}` : date;
  }
});

customElements.define('zone-time', class extends HTMLElement {  // what time it is now in somebody else's zone
  connectedCallback() {
    this.show();
    this.timer = setInterval(() => this.show(), MINUTE / 4);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const timeZone = this.getAttribute('zone');
    try {
      const weekday = new Intl.DateTimeFormat([], {weekday: 'short', timeZone}).format();
      const isToday = weekday === new Intl.DateTimeFormat([], {weekday: 'short'}).format();
      this.textContent = hours(new Date(), {timeZone}) + (isToday ? '' : `, ${weekday}`);
    } catch {
      this.textContent = 'Unknown';  // a zone that this browser has never heard of
    }
  }
});

customElements.define('until-time', class extends HTMLElement {  // the shortest that says it: an hour, a day, a date
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    const days = (at - new Date()) / 86_400_000;
    const isToday = at.toDateString() === new Date().toDateString();
    const how = isToday ? {hour: '2-digit', minute: '2-digit'} : days < 6 ? {weekday: 'short'} : {month: 'short', day: 'numeric'};
    this.textContent = `until ${at.toLocaleString([], how)}`;
    this.title = formatted(at, {dateStyle: 'full', timeStyle: 'short'});
  }
});

function dayOf(at, now = new Date()) {  // Today, Yesterday, Monday 3 March, or with the year if it is another
  const near = nearDay(at, now);
  if (near) return capitalized(near);
  const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return formatted(at, {weekday: 'long', month: 'long', day: 'numeric', year});
}

customElements.define('day-line', class extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    const previous = this.getAttribute('previous');
    if (previous && new Date(previous).toDateString() === at.toDateString()) return;
    this.replaceChildren(document.createElement('span'));
    this.title = formatted(at, {dateStyle: 'full'});
    this.nextElementSibling?.classList.add('new-day');
    this.show();
  }

  show() {
    if (this.firstChild) this.firstChild.textContent = dayOf(new Date(this.getAttribute('at')));
  }
});

function atMidnight() {  // what was "Today" is "Yesterday" from now on
  for (const line of document.querySelectorAll('day-line, local-date')) line.show();
  const now = new Date();
  setTimeout(atMidnight, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1) - now + 1000);
}
atMidnight();

export function dateAndTime(at) {  // at: a Date
  return `${nearDay(at) || formatted(at, {dateStyle: 'medium'})}, ${hours(at)}`;
}

export function showAgain() {  // the reader wants another clock
  for (const moment of document.querySelectorAll('local-time, local-date, zone-time')) moment.show();
}
