// A push wakes the browser without a page. It must show something, or the browser's maker takes the subscription away.
import {optionsOf} from '../notifications/notice_options.js';
import {tidy} from '../notifications/shown_notices.js';

const UNREADABLE = {title: 'Chatapp', text: 'Something new', path: '/', alert_id: 0};
const OVER = {body: "There's nothing new.", tag: 'over', silent: true, data: {path: '/'}};
const GOES = 2000;  // milliseconds
const MAY_BE_SILENT = /Chrom|Firefox/.test(navigator.userAgent);  // while a window is in front

function read(data) {
  try {
    return data.json();
  } catch {
    return UNREADABLE;
  }
}

async function showOver(registration) {  // it was read or deleted on the way, or its person has signed out
  await registration.showNotification(UNREADABLE.title, OVER);
  setTimeout(async () => {  // once the browser has seen that something was shown
    for (const one of await registration.getNotifications({tag: OVER.tag})) one.close();
  }, GOES);
}

async function showNew(registration, alert) {
  const {icon, read: marksRead, reply} = self.workerSettings;
  const options = optionsOf(alert, {icon, read: marksRead, reply});
  const known = (await registration.getNotifications()).find(({data}) => data?.id && data.id === alert.alert_id);
  if (known) {  // a page was faster, and may have said more
    const {title, body, tag, data, actions} = known;
    await registration.showNotification(title, {...options, body, tag, data, actions, silent: true});
  } else await registration.showNotification(alert.title, {...options, renotify: true});
}

async function show(event) {
  const alert = read(event.data);
  const {registration, workerSettings} = self;
  const windows = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  if (MAY_BE_SILENT && alert.alert_id && windows.some(({focused}) => focused)) return;  // its marks are seen
  const isOver = await tidy(registration, workerSettings.shown, {id: alert.alert_id, kind: alert.kind});
  await (isOver ? showOver(registration) : showNew(registration, alert));
  if (windows.length) return;
  const count = (await registration.getNotifications()).filter(({tag}) => tag !== OVER.tag).length;
  await navigator.setAppBadge?.(count).catch(() => {});
}

async function renew({oldSubscription, newSubscription}) {
  const now = newSubscription ?? await self.registration.pushManager.subscribe(oldSubscription.options);
  const {endpoint, keys} = now.toJSON();
  const headers = {'Content-Type': 'application/json'};
  await fetch(self.workerSettings.push, {method: 'POST', headers, body: JSON.stringify({endpoint, ...keys})});
}

self.addEventListener('push', (event) => event.waitUntil(show(event)));
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event).catch(() => {})));
