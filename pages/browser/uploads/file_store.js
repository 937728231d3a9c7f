// A file outlives the page until the server has it: the browser's database takes what its other store is too small for.
import {prefix, stored} from '../elements/account_storage.js';

const NAME = 'chatapp';
const STORE = 'files';
const YOUNG = 3600_000;  // milliseconds in which a file is left alone that nothing names: another tab may be about to
const atHand = new Map();  // by id: what has just been given, and what the database has refused
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore(STORE));
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error));
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function run(mode, act) {  // resolves once it is on the disk, or with nothing if the browser refuses
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, mode);
      const asked = act(work.objectStore(STORE));
      work.addEventListener('complete', () => resolve({found: asked?.result}));
      work.addEventListener('abort', () => reject(work.error));
    });
  } catch {
    return null;
  }
}

export async function put(id, blob) {  // says whether it will be there after a reload
  atHand.set(id, blob);
  const isKept = await run('readwrite', (all) => all.put({blob, at: Date.now()}, prefix() + id)) !== null;
  if (isKept) atHand.delete(id);  // a file on the person's disk may be gone by the time it is read
  return isKept;
}

export async function get(id) {
  return atHand.get(id) ?? (await run('readonly', (all) => all.get(prefix() + id)))?.found?.blob ?? null;
}

export function remove(id) {
  atHand.delete(id);
  return run('readwrite', (all) => all.delete(prefix() + id));
}

function ours() {
  return IDBKeyRange.bound(prefix(), `${prefix()}\uffff`);
}

export function clear() {  // of the account
  atHand.clear();
  return run('readwrite', (all) => all.delete(ours()));
}

async function removeIfOld(key) {
  const at = (await run('readonly', (all) => all.get(key)))?.found?.at ?? 0;
  if (Date.now() - at > YOUNG) await remove(key.slice(prefix().length));
}

export async function tidy() {  // what no draft and no waiting message names, in any tab
  const keys = (await run('readonly', (all) => all.getAllKeys(ours())))?.found ?? [];
  const named = stored().map(([, value]) => value).join('\n');
  await Promise.all(keys.filter((key) => !named.includes(key.slice(prefix().length))).map(removeIfOld));
}
