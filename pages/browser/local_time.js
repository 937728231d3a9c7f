// Only the browser knows its reader's zone and language, while Python renders a moment once, for all readers.

customElements.define('local-time', class extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    this.textContent = at.toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'});
    this.title = at.toLocaleString([], {dateStyle: 'full', timeStyle: 'medium'});
  }
});

customElements.define('local-date', class extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    const timeStyle = this.hasAttribute('with-time') ? 'short' : undefined;
    this.textContent = at.toLocaleString([], {dateStyle: 'medium', timeStyle});
    this.title = at.toLocaleString([], {dateStyle: 'full', timeStyle: 'medium'});
  }
});

customElements.define('day-line', class extends HTMLElement {
  connectedCallback() {
    const at = new Date(this.getAttribute('at'));
    const previous = this.getAttribute('previous');
    if (previous && new Date(previous).toDateString() === at.toDateString()) return;
    const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    this.textContent = at.toLocaleDateString([], {weekday: 'long', month: 'long', day: 'numeric', year});
    this.nextElementSibling?.classList.add('new-day');
  }
});
