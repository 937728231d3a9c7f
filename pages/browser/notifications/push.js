// A browser can be woken without a page, through its maker: only it can subscribe, and only if its person wants that.
import * as device from './device_switches.js';
import {worker} from '../installed/installing.js';
import {load, store} from '../elements/account_storage.js';

const LATER = 6000;  // milliseconds

function bytes(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (sign) => sign.codePointAt(0));
}

function isBy(subscription, key) {  // another server, or another data directory, has another key
  const own = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const wanted = bytes(key);
  return own.length === wanted.length && own.every((byte, at) => byte === wanted[at]);
}

async function subscribe(manager, key) {
  const there = await manager.getSubscription();
  if (there && isBy(there, key)) return there;
  await there?.unsubscribe();
  return manager.subscribe({userVisibleOnly: true, applicationServerKey: bytes(key)});
}

async function tell(address, subscription) {
  const {endpoint, keys} = subscription.toJSON();
  const headers = {'Content-Type': 'application/json'};
  const answer = await fetch(address, {method: 'POST', headers, body: JSON.stringify({endpoint, ...keys})});
  return answer.ok;
}

async function end(manager) {  // the browser's maker no longer knows it, and tells the server so
  await (await manager.getSubscription())?.unsubscribe();
  store('push', '');
}

export async function follow() {  // does what the person wants; told once a day, and after each sign-in
  if (device.permission() !== 'granted') return;
  const manager = (await worker())?.pushManager;
  const {push, session} = document.querySelector('.shell')?.dataset ?? {};
  if (!manager || !push) return;
  if (!device.isOn('notifications')) {
    await end(manager);
    return;
  }
  const mark = `${session} ${new Date().toDateString()}`;
  if (load('push') === mark) return;
  const address = (window.path_prefix || '') + push;
  const answer = await fetch(address);
  const {key = ''} = answer.ok ? await answer.json() : {};
  if (key && await tell(address, await subscribe(manager, key))) store('push', mark);
  else if (answer.ok) await end(manager);
}

function followed() {  // a maker that is out of reach is asked again with the next page
  follow().catch(() => {});
}

device.onChange(followed);
setTimeout(followed, LATER);
