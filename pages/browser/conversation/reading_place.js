// Whose reading place is held is asked by element, room or place: a page may show two conversations (`reader.js`).
import * as browserHistory from '../shell/browser_history.js';
import {of, placeOf} from './conversation_place.js';
import {Reader} from './reader.js';

export {main} from '../shell/browser_history.js';

const readers = new WeakMap();  // by conversation

export function by(box) {  // the reader of a conversation, or nothing
  return readers.get(box);
}

export function at(place) {
  return by(place?.querySelector('.conversation'));
}

export function go(room, number, kind) {
  at(of(room))?.go(number, kind);
}

export function end(room) {
  at(of(room))?.end();
}

export function mend(room) {
  const reader = at(of(room));
  if (reader && !reader.isBeside) browserHistory.mend(reader);
}

document.addEventListener('click', ({target}) => {  // on the button that vanishes then under the focus
  const button = target.closest?.('.to-newest .button');
  const reader = button && at(placeOf(button));
  reader?.box?.focus({preventScroll: true});
  reader?.newest();
});

customElements.define('reading-place', class extends HTMLElement {
  connectedCallback() {
    const box = this.closest('.conversation');
    if (!by(box)?.box) readers.set(box, new Reader(box, this));
    this.reader = by(box);
  }

  disconnectedCallback() {
    if (!this.reader.box?.isConnected) this.reader.leave();
  }
});
browserHistory.listen();
