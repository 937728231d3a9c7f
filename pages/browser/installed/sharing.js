// What another application shared waits in this browser, not on the server: here it is shown, and becomes a draft.
import {attach} from '../uploads/attaching.js';
import * as composer from '../composer/composer.js';
import {inWords} from '../elements/file_size.js';
import {field, of} from '../conversation/conversation_place.js';
import * as shared from './shared_item.js';

let wanted = '';  // the room that was chosen for it

async function draw(place) {
  const item = await shared.get();
  place.toggleAttribute('data-waiting', item !== null);
  const [words, files] = [place.querySelector('.shared-words'), place.querySelector('.shared-files')];
  words.textContent = item?.words ?? '';
  files.replaceChildren(...(item?.files ?? []).map(({name, size}) => {
    return Object.assign(document.createElement('li'), {textContent: `${name} · ${inWords(size)}`});
  }));
}

async function give(room) {
  if (!room || room !== wanted) return;
  wanted = '';
  const item = await shared.get();
  const place = of(room);
  const entry = field(place);
  if (!item || !entry) return;
  entry.value = [entry.value, item.words].filter(Boolean).join('\n');
  composer.typed(entry);
  attach(place, item.files);
  await shared.clear();
}

customElements.define('shared-item', class extends HTMLElement {
  connectedCallback() {
    draw(this);
  }
});
document.addEventListener('click', ({target}) => {
  wanted = target.closest?.('[data-share-to]')?.dataset.shareTo ?? wanted;
}, true);
document.addEventListener('chatapp:composer', ({detail}) => give(detail));
