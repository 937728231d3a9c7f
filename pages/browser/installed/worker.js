// The browser runs this without any page: it answers when the server is out of reach, and takes what is shared.
//
// Served at the root (`pages/installed/routes.py`), after a line that sets `workerSettings`. It keeps one page, the same
// for everybody: pages are for one person and one sign-in, and none of them is ever kept.
import * as shared from './shared_item.js';
import './worker_notices.js';
import './worker_push.js';

const CACHE = `chatapp.offline.${self.workerSettings?.version}`;
const AWAY = new Set([502, 504]);  // what a proxy says when the server is stopped; the server itself never does

function settings() {
  return self.workerSettings;
}

async function install() {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(settings().offline, {cache: 'reload', credentials: 'omit'}));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith('chatapp.') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();  // the request need not wait for this script
  await self.clients.claim();
}

async function answer(event) {
  try {
    const found = await event.preloadResponse ?? await fetch(event.request);
    if (!AWAY.has(found.status)) return found;
    return await caches.match(settings().offline) ?? found;
  } catch {
    return await caches.match(settings().offline) ?? Response.error();
  }
}

async function take(request) {  // nothing of it goes to the server before the person has chosen a room and sends it
  const form = await request.formData();
  const files = form.getAll('files').filter((one) => one instanceof File);
  await shared.put(shared.wordsOf(['title', 'text', 'url'].map((name) => form.get(name))), files);
  return Response.redirect(settings().share, 303);
}

self.addEventListener('install', (event) => {
  event.addRoutes?.([{condition: {not: {requestMode: 'navigate'}}, source: 'network'}]).catch(() => {});
  event.waitUntil(install());
});
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const {request} = event;
  if (request.mode !== 'navigate') return;
  if (request.method === 'GET') event.respondWith(answer(event));
  else if (request.method === 'POST' && new URL(request.url).pathname === settings().form) {
    event.respondWith(take(request));
  }
});
