// Messages on their way are drawn where they are kept: the browser has them before the server, and while it is away.
import {isOffline, onChange} from './offline.js';
import * as outbox from './outbox.js';

const CLOCK = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
  + '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/></svg>';
let edit = null;  // how a refused message is edited, where there is a composer

export function place() {  // of the room that is shown
  return document.querySelector('.pending');
}

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

function row(item) {
  const shown = make('div', item.why ? 'waiting failed' : 'waiting', '');
  const body = make('div', 'body', '');
  const why = make('div', 'why', item.why || (isOffline() ? 'Waiting to send' : 'Sending…'));
  if (item.reply) shown.append(quote(item.reply));
  body.append(make('p', '', item.body));
  shown.append(body, why);
  if (item.why) {
    why.append(' ', action('Try again', () => outbox.mark(item.id, '')));
    if (document.querySelector('.composer')) why.append(action('Edit', () => edit(item)));
    why.append(action('Discard', () => outbox.remove(item.id)));
  } else {
    why.insertAdjacentHTML('afterbegin', CLOCK);
  }
  return shown;
}

export function draw() {  // this room's messages that are on their way, or were refused
  const shown = place();
  shown?.replaceChildren(...outbox.items.filter(({room}) => room === shown.dataset.room).map(row));
}

outbox.onChange(draw);
onChange(draw);
