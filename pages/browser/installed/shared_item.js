// What another application has shared reaches no page but the worker: it waits in the browser until its room is chosen.
//
// One thing waits at a time: {words, files, at}. It belongs to nobody yet, so it goes after an hour, and with a sign-out.

const NAME = 'chatapp.shared';
const STORE = 'waiting';
const KEY = 'item';
const LASTS = 3600_000;  // milliseconds
const MOST = 20;  // files

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore(STORE));
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error));
  });
}

async function run(mode, act) {  // nothing if the browser keeps nothing
  let database = null;
  try {
    database = await open();
    return await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, mode);
      const asked = act(work.objectStore(STORE));
      work.addEventListener('complete', () => resolve(asked.result));
      work.addEventListener('abort', () => reject(work.error));
    });
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

export function wordsOf(parts) {  // one text of title, text and address, of which one often has another in it
  const said = parts.map((part) => String(part ?? '').trim()).filter(Boolean);
  return said.filter((part, at) => !said.some((other, place) => {
    return place !== at && other.includes(part) && (other !== part || place < at);
  })).join('\n');
}

export function put(words, files) {
  return run('readwrite', (all) => all.put({words, files: files.slice(0, MOST), at: Date.now()}, KEY));
}

export async function get() {  // nothing if there is none
  const item = await run('readonly', (all) => all.get(KEY));
  return item && Date.now() - item.at < LASTS ? item : null;
}

export function clear() {
  return run('readwrite', (all) => all.delete(KEY));
}
