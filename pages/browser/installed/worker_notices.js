// What is done with a notification happens without a page: it is opened in a window that is there, read, or answered.

const PATIENCE = 1000;  // milliseconds for a window to say that it can show a place
const FAILED = "Your reply wasn't sent. Press here to write it in Chatapp.";

async function isShownBy(client, path) {
  const {port1, port2} = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.addEventListener('message', () => resolve(true));
    port1.start();
    setTimeout(resolve, PATIENCE, false);
  });
  client.postMessage({open: path}, [port2]);
  return answer;
}

async function openIn([client, ...others], path) {
  if (!client) return self.clients.openWindow(path).catch(() => {});
  await client.focus().catch(() => {});  // it is not always allowed to
  return await isShownBy(client, path) || openIn(others, path);
}

async function open(path) {
  const all = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  await openIn(all.toSorted((a, b) => Number(b.focused) - Number(a.focused)), path);
}

async function send(address, content) {
  try {
    const headers = {'Content-Type': 'application/json'};
    return (await fetch(address, {method: 'POST', headers, body: JSON.stringify(content)})).ok;
  } catch {
    return false;
  }
}

async function reply({title, tag, icon, data}, words) {
  const {room, number, kind, account} = data;
  const answered = kind === 'direct' ? null : number;
  if (await send(data.reply, {account, room, body: words, key: crypto.randomUUID(), number, reply_to: answered})) return;
  await self.registration.showNotification(title, {body: `${FAILED}\n${words}`, tag, icon, data});
}

async function act({action, notification, reply: words}) {
  const {data} = notification;
  notification.close();
  if (action === 'read' && await send(data.read, {account: data.account, room: data.room, number: data.number})) return;
  if (action === 'reply' && words?.trim()) await reply(notification, words);
  else await open(data.path);
}

self.addEventListener('notificationclick', (event) => event.waitUntil(act(event)));
