// What is attached and not yet sent is shown as it goes, by the browser that has it: picture, name, how far it is.
import * as drafts from './drafts.js';
import {newId} from './kept.js';
import {draw} from './tray_rows.js';
import * as store from './file_store.js';
import * as uploads from './uploads.js';

const UNKEPT = "Your browser can't store these files. Keep this page open until they're sent.";
let refused = [];  // {id, room, name, size, state, why}: what can't be sent, until it is taken away
let watch = {changed() {}, leave() {}, say() {}};
let tidying = null;

function place() {
  return document.querySelector('.composer .attachments');
}

function room() {
  return document.querySelector('.pending')?.dataset.room;
}

export function onChange(told) {  // {changed, leave, say}: other files are attached; the focus goes; words for the person
  watch = told;
}

export function files() {  // that will be sent
  return drafts.filesOf(room());
}

export function groups(most) {  // of files, each for one message; the first may be empty
  const [all, found] = [files(), []];
  for (let at = 0; at === 0 || at < all.length; at += most) found.push(all.slice(at, at + most));
  return found;
}

function show() {
  const here = room();
  refused = refused.filter((one) => one.room === here);
  if (place()) draw(place(), [...files().map((file) => uploads.get(file.id) ?? file), ...refused]);
}

function set(some) {
  drafts.attach(room(), some);
  show();
  watch.changed();
}

export function enter() {  // a room: what was attached there is there again
  for (const file of files()) uploads.add(file);
  tidying ??= store.tidy();
  show();
}

async function keep(taken) {
  const kept = await Promise.all(taken.map(([{id}, file]) => store.put(id, file)));
  if (!kept.every(Boolean)) watch.say(UNKEPT);
}

export function add(some) {  // [{file, name, why}]: why: it can't be sent
  const here = room();
  const metas = some.map(({file, name, why}) => {
    const {size, type} = file;
    return [{id: newId(), room: here, name, size, type, ...(why && {why, state: 'refused'})}, file];
  });
  refused.push(...metas.map(([meta]) => meta).filter(({why}) => why));
  const taken = metas.filter(([{why}]) => !why);
  keep(taken);
  drafts.attach(here, [...files(), ...taken.map(([meta]) => meta)]);
  for (const [meta] of taken) uploads.add(meta);
  set(files());
}

export function put(some) {  // what was on a message that is written again
  set([...some, ...files()]);
}

export function clear() {  // they are on a message
  set([]);
}

function remove(id) {
  refused = refused.filter((file) => file.id !== id);
  if (files().some((file) => file.id === id)) uploads.discard(id);
  set(files().filter((file) => file.id !== id));
}

function describe(id, alt) {
  uploads.describe(id, alt);
  set(files().map((file) => (file.id === id ? Object.assign(file, {alt}) : file)));
}

function neighbour(row) {  // who gets the focus when this row goes
  return (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('[data-do=remove]');
}

export function pressed(button) {  // says whether it is one of the tray's
  const row = button.closest('.attached');
  if (!row) return false;
  const {file: id} = row.dataset;
  if (button.dataset.do === 'remove') {
    const next = neighbour(row);
    remove(id);
    if (next) next.focus();
    else watch.leave();
  } else if (button.dataset.do === 'again') {
    uploads.again(files().find((file) => file.id === id));
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
  if (!row || target.localName !== 'input') return;
  row.removeAttribute('data-describing');
  describe(row.dataset.file, target.value.trim());
});
uploads.onChange(({id}) => files().some((file) => file.id === id) && show());
