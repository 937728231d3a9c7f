// Files come from a dialog, a drop or the clipboard: only the browser gets them, and it would leave the chat to open one.
import '../composer/composer.js';
import {inWords} from '../elements/file_size.js';
import {newId} from '../elements/account_storage.js';
import * as layers from '../shell/layers.js';
import * as places from '../conversation/conversation_place.js';
import {field} from '../conversation/conversation_place.js';
import * as toasts from '../shell/toasts.js';
import * as tray from './tray.js';

const NOWHERE = 'Open a room to attach files to a message.';
const SENT = "You can't add files to a message that was sent. Attach them to a new one.";
const LINGERS = 500;  // milliseconds without a word from the browser after which nothing is dragged any more
const OURS = `application/x-chatapp-${newId()}`;  // what this page itself gives to be dragged has this, too
let lingering = null;

function placeFor(target) {  // where files go: from beside all conversations, into the one where one writes
  const place = places.placeOf(target) ?? places.current();
  return field(place) ? place : places.all().find(field) ?? null;
}

function refusal(place, {size}, isFolder) {  // why it can't be sent, or nothing
  const limit = Number(field(place).dataset.fileLimit);
  if (isFolder) return 'This is a folder. Attach the files in it, or a ZIP file of it.';
  if (!size) return 'This file is empty. Choose another.';
  if (size <= limit) return '';
  return `This file is too large: it has ${inWords(size)}, and files here can have up to ${inWords(limit)}.`;
}

export function attach(place, files, {folders = new Set(), nameOf = ({name}) => name} = {}) {
  if (!files.length) return;
  tray.add(place, files.map((file, at) => ({file, name: nameOf(file, at), why: refusal(place, file, folders.has(file))})));
  if (matchMedia('(hover: hover)').matches) field(place).focus();  // on a phone, its keyboard would cover what was chosen
}

function isTaken(target) {  // by a field that takes files, or a dialog
  const isOver = layers.topmost()?.matches('dialog, .q-dialog');
  return isOver || (target instanceof Element && target.closest('input[type=file]'));
}

function mark(over = null) {  // over: the place that would take the files
  clearTimeout(lingering);
  for (const place of places.all()) place.toggleAttribute('data-dropping', place === over);
  if (over) lingering = setTimeout(mark, LINGERS);
}

function given({items, files}) {  // what was dropped, and which of it are folders
  const found = [...items].filter(({kind}) => kind === 'file');
  if (!found.length) return [[...files], new Set()];
  const pairs = found.map((item) => [item.getAsFile(), item.webkitGetAsEntry?.()?.isDirectory ?? false]);
  const whole = pairs.filter(([file]) => file);
  return [whole.map(([file]) => file), new Set(whole.filter(([, isFolder]) => isFolder).map(([file]) => file))];
}

function dragged(event) {
  const {dataTransfer, target, type} = event;
  if (!dataTransfer?.types.includes('Files') || dataTransfer.types.includes(OURS)) return;
  if (isTaken(target)) {
    mark();
    if (!target.closest?.('input[type=file]')) event.preventDefault();  // nor does the browser open it
    return;
  }
  event.preventDefault();
  const place = placeFor(target);
  dataTransfer.dropEffect = place ? 'copy' : 'none';
  mark(type === 'dragover' ? place : null);
  if (type !== 'drop') return;
  const [files, folders] = given(dataTransfer);
  if (place) attach(place, files, {folders});
  else toasts.show(NOWHERE);
}

function two(number) {
  return String(number).padStart(2, '0');
}

function screenshotName({name, type}, at) {  // the clipboard calls all pictures alike
  if (name && !/^image\.\w+$/.test(name)) return name;
  const now = new Date();
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.');
  const which = at ? ` (${at + 1})` : '';
  return `Screenshot ${date} ${time}${which}.${type.split('/')[1]?.replace('jpeg', 'jpg') || 'png'}`;
}

function isText(data) {  // a table brings a picture of itself; files bring their names
  const names = new Set([...data.files].map(({name}) => name));
  const words = data.getData('text/plain').trim();
  return words && !words.split('\n').every((line) => names.has(line.trim().split('/').pop()));
}

function pasted(event) {
  const {clipboardData, target} = event;
  const place = placeFor(target);
  if (!clipboardData?.files.length || isText(clipboardData) || !place || isTaken(target)) return;
  if (target !== field(place) && target.matches?.('input, textarea')) {
    if (target.closest('.edit-field')) toasts.show(SENT);
    return;
  }
  event.preventDefault();
  attach(place, [...clipboardData.files], {nameOf: screenshotName});
}

for (const type of ['dragenter', 'dragover', 'drop']) window.addEventListener(type, dragged);
window.addEventListener('dragstart', ({dataTransfer}) => dataTransfer?.setData(OURS, 'here'));  // its end may go untold
window.addEventListener('paste', pasted);
document.addEventListener('change', ({target}) => {
  if (!target.matches?.('.composer input[type=file]')) return;
  attach(places.placeOf(target), [...target.files]);
  target.value = '';
});
