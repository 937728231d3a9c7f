// The drawer of narrow screens opens without a round trip, and a page that failed has no connection to be reloaded by.

let opener = null;  // what had the focus before

function openDrawer() {
  opener = document.activeElement;
  document.body.toggleAttribute('data-drawer', true);
  document.querySelector('.main').inert = true;
  document.querySelector('.menu-button').setAttribute('aria-expanded', 'true');
  document.querySelector('.sidebar a:not(.menu-item)').focus({preventScroll: true});  // not what the closed menu hides
}

export function closeDrawer() {
  if (!document.body.hasAttribute('data-drawer')) return;
  document.body.removeAttribute('data-drawer');
  document.querySelector('.main').inert = false;
  const button = document.querySelector('.menu-button');
  button?.setAttribute('aria-expanded', 'false');
  (opener?.isConnected ? opener : button)?.focus();
  opener = null;
}

document.addEventListener('click', ({target}) => {
  if (target.closest?.('.menu-button')) openDrawer();
  else if (target.closest?.('.drawer-close')) closeDrawer();
});

customElements.define('try-again', class extends HTMLElement {  // the page is loaded again unless one leaves it
  connectedCallback() {
    this.timer = setTimeout(() => location.reload(), this.dataset.seconds * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
});
