// A page in the background is heard by the system's notifications and a sound: once, whichever windows are open.
//
// The server tells all of them (docs/notifications.md). A window that is in front comes first, and needs no notification.
import {go} from '../elements/elements.js';
import {play} from './chime.js';
import * as device from './device_switches.js';
import {worker} from '../installed/installing.js';
import {load, prefix, store} from '../elements/account_storage.js';
import {optionsOf} from './notice_options.js';
import {missed} from './notification_bar.js';
import * as notices from './shown_notices.js';
import * as toasts from '../shell/toasts.js';

const BEHIND = 200;  // milliseconds that a window in the background waits for one that is in front
const REMEMBERED = 50;
const OWN = new Set(['reminder', 'unsent']);  // kinds that the person caused
const LATER = 4000;  // milliseconds after which a page looks at what was shown before it

function isInFront() {
  return !document.hidden && document.hasFocus();
}

function claim(id) {  // says whether no other window has told of it
  const told = load('told').split(' ').filter(Boolean);
  if (told.includes(String(id))) return false;
  store('told', [...told, id].slice(-REMEMBERED).join(' '));
  return true;
}

function alone(act) {  // where there are no locks there are no notifications either: it is a page without TLS
  return navigator.locks ? navigator.locks.request(`${prefix()}told`, act) : act();
}

async function show(alert, isSilent) {
  const {marksRead, replies, account} = document.querySelector('.shell').dataset;
  const [read, reply] = [marksRead, replies].map((address) => (window.path_prefix || '') + address);
  const icon = document.querySelector('link[rel=apple-touch-icon]')?.href;
  const options = optionsOf({...alert, account}, {icon, read, reply});
  const registration = await worker();
  const shown = await registration?.getNotifications() ?? [];
  if (!registration || shown.some(({data}) => data?.id === alert.alert_id)) return;  // a push was faster
  await registration.showNotification(alert.title, {...options, renotify: true, silent: isSilent});
}

async function tell(alert) {
  const isHeard = alert.sound && device.isOn('sounds') && play();
  if (isInFront()) {  // its marks are seen, but who asked to be reminded waits for a word
    if (OWN.has(alert.kind)) toasts.show([alert.title, alert.text].filter(Boolean).join(': '), 'Open', () => go(alert.path));
    return;
  }
  if (device.permission() !== 'granted') missed();
  else if (device.isOn('notifications')) await show(alert, isHeard || !alert.sound || !device.isOn('sounds'));
}

export async function notify(alert) {
  if (!isInFront()) await new Promise((resolve) => setTimeout(resolve, BEHIND));
  await alone(async () => claim(alert.alert_id) && tell(alert));
}

export async function takeBack({room_uuid: room, number}) {  // it was read somewhere
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const one of await registration?.getNotifications({tag: room}) ?? []) {
    if (number === null || one.data?.number <= number) one.close();
  }
}

export async function tidy() {  // what is over by now: read, deleted, of another account
  const {shown} = document.querySelector('.shell')?.dataset ?? {};
  const registration = shown && await navigator.serviceWorker?.getRegistration();
  if (registration) await notices.tidy(registration, (window.path_prefix || '') + shown);
}

document.addEventListener('visibilitychange', () => document.hidden || tidy());
setTimeout(tidy, LATER);
navigator.serviceWorker?.addEventListener('message', ({data, ports: [port]}) => {
  if (typeof data?.open !== 'string' || !document.querySelector('.shell')) return;
  port?.postMessage('here');
  if (location.pathname !== data.open) go(data.open);
});
