// Messages on their way are drawn where they are kept: the browser has them before the server, and while it is away.
import {inWords} from '../elements/file_size.js';
import {isOffline, onChange} from '../shell/connection.js';
import * as sendQueue from './send_queue.js';
import * as places from '../conversation/conversation_place.js';
import * as uploads from '../uploads/uploads.js';

const CLOCK = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
  + '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/></svg>';
let edit = null;  // how a refused message is edited, where there is a composer

export function onEdit(act) {
  edit = act;
}

function make(tag, className, textContent) {
  return Object.assign(document.createElement(tag), {className, textContent});
}

function action(words, onclick) {
  return Object.assign(make('button', '', words), {type: 'button', onclick});
}

function quote({name, words}) {  // the message that is answered
  const shown = make('div', 'quote', '');
  shown.append(make('bdi', '', name), make('span', '', words));
  return shown;
}

function isThere({id}) {
  return uploads.get(id)?.state === 'ready';
}

function fileRow(file) {
  const {id, name, size} = file;
  const shown = make('li', '', '');
  const bar = Object.assign(document.createElement('progress'), {value: (uploads.get(id)?.sent ?? 0) / size});
  bar.setAttribute('aria-label', `Uploading ${name}`);
  shown.dataset.file = id;
  shown.append(make('bdi', 'clip', name), isThere(file) ? make('span', '', inWords(size)) : bar);
  return shown;
}

function stateOf(item, missing) {
  if (item.why) return item.why;
  if (isOffline()) return 'Waiting to send';
  if (sendQueue.isHeld(item.room)) return 'Waiting for slow mode';
  return missing ? `Waiting for ${missing} file${missing === 1 ? '' : 's'}` : 'Sending…';
}

function row(item) {
  const files = item.files ?? [];
  const missing = files.filter((file) => !isThere(file)).length;
  const shown = make('div', item.why ? 'waiting failed' : 'waiting', '');
  const why = make('div', 'why', stateOf(item, missing));
  if (item.reply) shown.append(quote(item.reply));
  if (item.body) shown.append(make('div', 'body', ''));
  shown.querySelector('.body')?.append(make('p', '', item.body));
  if (files.length) shown.append(make('ul', 'waiting-files', ''));
  shown.querySelector('ul')?.append(...files.map(fileRow));
  shown.append(why);
  if (item.field === 'unknown') why.append(' ', action('Send as text', () => sendQueue.sendAsText(item.id)));
  else if (item.why) why.append(' ', action('Try again', () => sendQueue.mark(item.id, '')));
  else why.insertAdjacentHTML('afterbegin', CLOCK);
  if (item.why || missing || sendQueue.isHeld(item.room)) {
    if (places.field(places.of(item.room))) why.append(action('Edit', () => edit(item)));
    why.append(action('Discard', () => sendQueue.remove(item.id)));
  }
  return shown;
}

export function draw() {  // each shown room's messages that are on their way, or were refused
  for (const place of places.all()) {
    const waiting = sendQueue.items.filter(({room}) => room === places.roomOf(place));
    place.querySelector('.pending')?.replaceChildren(...waiting.map(row));
  }
}

sendQueue.onChange(draw);
onChange(draw);
uploads.onChange(({id, state, sent, size}) => {
  const shown = document.querySelector(`.pending [data-file="${id}"]`);
  if (!shown) return;
  if (state === 'sending' && sent < size) shown.querySelector('progress').value = sent / size;
  else draw();
});
