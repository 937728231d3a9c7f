// A push wakes the browser without a page. It must show something, or the browser's maker takes the subscription away.
import {optionsOf} from './notice_options.js';

const UNREADABLE = {title: 'Chatapp', text: 'Something new', path: '/', alert_id: 0};

function read(data) {
  try {
    return data.json();
  } catch {
    return UNREADABLE;
  }
}

async function show(event) {
  const alert = read(event.data);
  const {registration, workerSettings: {icon, read: marksRead, reply}} = self;
  const options = optionsOf(alert, {icon, read: marksRead, reply});
  const there = await registration.getNotifications({tag: options.tag});
  const isKnown = there.some(({data}) => data?.id === alert.alert_id);  // a page was faster
  await registration.showNotification(alert.title, {...options, renotify: !isKnown, silent: isKnown});
  const windows = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  if (!windows.length) await navigator.setAppBadge?.((await registration.getNotifications()).length).catch(() => {});
}

async function renew({oldSubscription, newSubscription}) {
  const now = newSubscription ?? await self.registration.pushManager.subscribe(oldSubscription.options);
  const {endpoint, keys} = now.toJSON();
  const headers = {'Content-Type': 'application/json'};
  await fetch(self.workerSettings.push, {method: 'POST', headers, body: JSON.stringify({endpoint, ...keys})});
}

self.addEventListener('push', (event) => event.waitUntil(show(event)));
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event).catch(() => {})));
