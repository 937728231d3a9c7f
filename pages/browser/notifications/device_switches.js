// Each browser has its own way to be heard: whether it shows notifications and makes a sound is kept in it, for its person.
import {load, store} from '../elements/account_storage.js';
import {show as toast} from '../shell/toasts.js';

const OFF = 'off';
const CHANGED = 'chatapp:device';
export const NAMES = ['notifications', 'sounds', 'badge'];

export function isOn(name) {  // all are on until one switches them off; notifications need the browser's permission, too
  return load(`device.${name}`) !== OFF;
}

export function permission() {  // granted, denied, default (one can be asked), or none: there are no notifications here
  return 'Notification' in window && navigator.serviceWorker ? Notification.permission : 'none';
}

export function changed() {
  document.dispatchEvent(new CustomEvent(CHANGED));
}

export function onChange(watch) {
  document.addEventListener(CHANGED, watch);
}

export async function ask() {  // only in answer to a press: browsers refuse pages that ask unasked
  store('device.notifications', '');
  const answer = await Notification.requestPermission();
  store('device.asked', 'yes');
  changed();
  if (answer === 'granted') toast("You'll be notified on this device.");
  else toast("Your browser blocks notifications of this site. You can allow them in its site settings.");
  return answer;
}

customElements.define('device-switches', class extends HTMLElement {  // of the settings, which hold it
  connectedCallback() {
    this.draw = () => {
      this.dataset.permission = permission();
      for (const box of this.querySelectorAll('[data-switch]')) box.checked = isOn(box.dataset.switch);
    };
    this.addEventListener('change', ({target}) => {
      store(`device.${target.dataset.switch}`, target.checked ? '' : OFF);
      changed();
    });
    this.addEventListener('click', ({target}) => target.closest('[data-do=ask]') && ask());
    onChange(this.draw);
    this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener(CHANGED, this.draw);
  }
});
