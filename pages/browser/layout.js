// The drawer of narrow screens opens without a round trip, and a page that failed has no connection to be reloaded by.

export function openDrawer() {
  document.body.toggleAttribute('data-drawer', true);
  document.querySelector('.main').inert = true;
  document.querySelector('.menu-button').setAttribute('aria-expanded', 'true');
  document.querySelector('.sidebar-scroll a').focus();
}

export function closeDrawer() {
  if (!document.body.hasAttribute('data-drawer')) return;
  document.body.removeAttribute('data-drawer');
  document.querySelector('.main').inert = false;
  const opener = document.querySelector('.menu-button');
  opener?.setAttribute('aria-expanded', 'false');
  opener?.focus();
}

export function closeDrawerOnEscape(event) {
  if (event.key === 'Escape' && !document.querySelector(':popover-open')) closeDrawer();
}

customElements.define('try-again', class extends HTMLElement {  // the page is loaded again unless one leaves it
  connectedCallback() {
    this.timer = setTimeout(() => location.reload(), this.dataset.seconds * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
});
