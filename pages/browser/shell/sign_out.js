// Who signs out of a shared computer leaves nothing that they typed: only the browser knows what it keeps.
import * as store from '../uploads/file_store.js';
import {prefix, stored} from '../elements/account_storage.js';
import * as sendQueue from '../composer/send_queue.js';
import * as notices from '../notifications/shown_notices.js';
import * as shared from '../installed/shared_item.js';

const PATIENCE = 2000;  // milliseconds

function soon(task) {  // a maker of browsers that doesn't answer keeps nobody signed in
  return Promise.race([task.catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

async function leave(event) {  // of the form that asks for it; its `data-after`: where to go then
  event.preventDefault();
  sendQueue.adopt();
  const hasEdits = stored().some(([key]) => key.startsWith(`${prefix()}edit.`));
  if ((sendQueue.items.length || hasEdits) && !confirm("Some messages haven't been sent. Sign out and discard them?")) return;
  const kept = stored();  // on a shared computer the next person must not find drafts; put back if signing out fails
  for (const [key] of kept) localStorage.removeItem(key);
  let answer;
  window.socket?.disconnect();  // or the end of the session would be told here, as if it had ended elsewhere
  try {
    answer = await fetch(event.target.action, {method: 'POST', redirect: 'manual'});
  } catch {
    // cut off: told below
  }
  if (answer?.type === 'opaqueredirect') {
    await Promise.all([store.clear(), shared.clear(), soon(notices.forget())]);
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix())) sessionStorage.removeItem(key);
    window.location.assign(event.target.dataset.after);
    return;
  }
  window.socket?.connect();
  for (const [key, value] of kept) localStorage.setItem(key, value);
  alert("Can't reach Chatapp, so you're still signed in.");
}

document.addEventListener('submit', (event) => {
  if (event.target.id === 'sign-out') leave(event);
});
