// What is attached and not yet sent is shown as it goes, by the browser that has it: picture, name, how far it is.
import * as drafts from '../drafts/drafts.js';
import {newId} from '../elements/account_storage.js';
import * as places from '../conversation/conversation_place.js';
import {draw} from './tray_rows.js';
import * as store from './file_store.js';
import * as uploads from './uploads.js';

const UNKEPT = "Your browser can't store these files. Keep this page open until they're sent.";
let refused = [];  // {id, room, name, size, state, why}: what can't be sent, until it is taken away
let watch = {changed() {}, leave() {}, say() {}};  // called with a place
let tidying = null;

export function onChange(told) {  // {changed, leave, say}: other files are attached; the focus goes; words for the person
  watch = told;
}

export function files(room) {  // that will be sent
  return drafts.filesOf(room);
}

export function groups(room, most) {  // of files, each for one message; the first may be empty
  const [all, found] = [files(room), []];
  for (let at = 0; at === 0 || at < all.length; at += most) found.push(all.slice(at, at + most));
  return found;
}

function show(place) {
  const room = places.roomOf(place);
  refused = refused.filter((one) => places.of(one.room));
  const shown = [...files(room).map((file) => uploads.get(file.id) ?? file), ...refused.filter((one) => one.room === room)];
  const box = place.querySelector('.composer .attachments');
  if (box) draw(box, shown);
}

function set(place, some) {
  drafts.attach(places.roomOf(place), some);
  show(place);
  watch.changed(place);
}

export function enter(place) {  // a room: what was attached there is there again
  for (const file of files(places.roomOf(place))) uploads.add(file);
  tidying ??= store.tidy();
  show(place);
}

async function keep(place, taken) {
  const kept = await Promise.all(taken.map(([{id}, file]) => store.put(id, file)));
  if (!kept.every(Boolean)) watch.say(place, UNKEPT);
}

export function add(place, some) {  // [{file, name, why}]: why: it can't be sent
  const here = places.roomOf(place);
  const metas = some.map(({file, name, why}) => {
    const {size, type} = file;
    return [{id: newId(), room: here, name, size, type, ...(why && {why, state: 'refused'})}, file];
  });
  refused.push(...metas.map(([meta]) => meta).filter(({why}) => why));
  const taken = metas.filter(([{why}]) => !why);
  keep(place, taken);
  drafts.attach(here, [...files(here), ...taken.map(([meta]) => meta)]);
  for (const [meta] of taken) uploads.add(meta);
  set(place, files(here));
}

export function put(place, some) {  // what was on a message that is written again
  set(place, [...some, ...files(places.roomOf(place))]);
}

export function clear(place) {  // they are on a message
  set(place, []);
}

function remove(place, id) {
  const here = files(places.roomOf(place));
  refused = refused.filter((file) => file.id !== id);
  if (here.some((file) => file.id === id)) uploads.discard(id);
  set(place, here.filter((file) => file.id !== id));
}

function describe(place, id, alt) {
  uploads.describe(id, alt);
  set(place, files(places.roomOf(place)).map((file) => (file.id === id ? Object.assign(file, {alt}) : file)));
}

function neighbour(row) {  // who gets the focus when this row goes
  return (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('[data-do=remove]');
}

export function pressed(button) {  // says whether it is one of the tray's
  const row = button.closest('.attached');
  if (!row) return false;
  const place = places.placeOf(row);
  const {file: id} = row.dataset;
  if (button.dataset.do === 'remove') {
    const next = neighbour(row);
    remove(place, id);
    if (next) next.focus();
    else watch.leave(place);
  } else if (button.dataset.do === 'again') {
    uploads.again(files(places.roomOf(place)).find((file) => file.id === id));
    row.querySelector('[data-do=remove]').focus();
  } else {
    row.toggleAttribute('data-describing');
    row.querySelector('input').focus();
  }
  return true;
}

export function keyed(event) {  // in the field that describes a picture; says whether the tray has it
  const row = event.target.closest('.attached');
  if (row && event.target.localName === 'input' && ['Enter', 'Escape'].includes(event.key)) {
    event.preventDefault();
    row.querySelector('[data-do=describe]').focus();
  }
  return row !== null;
}

document.addEventListener('focusout', ({target}) => {
  const row = target.closest?.('.attached');
  if (!row || target.localName !== 'input' || !places.placeOf(row)) return;
  row.removeAttribute('data-describing');
  describe(places.placeOf(row), row.dataset.file, target.value.trim());
});
uploads.onChange(({id}) => {
  for (const place of places.all()) if (files(places.roomOf(place)).some((file) => file.id === id)) show(place);
});
