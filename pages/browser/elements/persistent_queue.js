// What the server has not stored yet must be there after a reload, and in all tabs, when there is no Python to keep it.
import {prefix, store, stored} from './account_storage.js';

export class PersistentQueue {  // what waits for the server to store it, oldest first
  items = [];  // {id, room, body, at, …}; changed in place: others hold it
  #isPaused = false;
  #inFlight = new Set();

  constructor(kind, flush, tell) {  // flush: send what may be sent; tell: something has changed, or an item is gone
    Object.assign(this, {kind, flush, tell});
    window.addEventListener('storage', ({key, newValue}) => {  // stored or given up in another tab
      const item = !newValue && this.items.find(({id}) => key === prefix() + this.#key(id));
      if (!item) return;
      this.#drop(item);
      tell(item);
    });
  }

  get maySend() {
    return window.socket?.connected && !this.#isPaused;
  }

  #key(id) {
    return `${this.kind}.${id}`;
  }

  #drop(item) {
    this.items.splice(this.items.indexOf(item), 1);
  }

  #take(key, value) {
    try {
      const item = JSON.parse(value);
      const isWhole = item.id && item.room && (item.body || item.files?.length);
      if (isWhole && !this.items.some(({id}) => id === item.id)) this.items.push(item);
    } catch {
      store(key, '');
    }
  }

  adopt() {  // what was kept before the page was loaded, or in another tab
    const start = prefix() + this.#key('');
    for (const [key, value] of stored()) if (key.startsWith(start)) this.#take(key.slice(prefix().length), value);
    this.items.sort((a, b) => a.at - b.at);
  }

  connected() {
    this.#inFlight.clear();
    this.#isPaused = false;
    this.adopt();
    this.flush();
    this.tell();
  }

  keep(item) {  // says whether it will be there after a reload
    return store(this.#key(item.id), JSON.stringify(item));
  }

  forget(id) {
    const item = this.items.find((one) => one.id === id);
    if (item) this.#drop(item);
    store(this.#key(id), '');
  }

  isInFlight(id) {
    return this.#inFlight.has(id);
  }

  depart(id) {
    this.#inFlight.add(id);
  }

  answered(id) {  // returns it, unless it has been given up meanwhile
    this.#inFlight.delete(id);
    return this.items.find((item) => item.id === id);
  }

  later(id, seconds) {  // the server asks for time: nothing is sent before
    this.answered(id);
    this.#isPaused = true;
    setTimeout(() => {
      this.#isPaused = false;
      this.flush();
    }, seconds * 1000);
  }
}
