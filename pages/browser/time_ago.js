// How long ago something was depends on the reader's clock and language, while Python renders a moment once, for all readers.

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];

customElements.define('time-ago', class extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    const seconds = Math.max(0, (Date.now() - at) / 1000);
    const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? ['second', Infinity];
    const words = new Intl.RelativeTimeFormat([], {numeric: 'auto'});
    this.textContent = words.format(-Math.floor(seconds / length), unit);
    this.title = at.toLocaleString([], {dateStyle: 'full', timeStyle: 'medium'});
  }
});
