// Files come from a dialog, a drop or the clipboard: only the browser gets them, and it would leave the chat to open one.
import * as composer from './composer.js';
import {inWords} from './file_size.js';
import {newId} from './kept.js';
import * as layers from './layers.js';
import * as toasts from './toasts.js';
import * as tray from './tray.js';

const NOWHERE = 'Open a room to attach files to a message.';
const SENT = "You can't add files to a message that was sent. Attach them to a new one.";
const LINGERS = 500;  // milliseconds without a word from the browser after which nothing is dragged any more
const OURS = `application/x-chatapp-${newId()}`;  // what this page itself gives to be dragged has this, too
let lingering = null;

function field() {
  return document.querySelector('.composer textarea');
}

function refusal({size}, isFolder) {  // why it can't be sent, or nothing
  const limit = Number(field().dataset.fileLimit);
  if (isFolder) return 'This is a folder. Attach the files in it, or a ZIP file of it.';
  if (!size) return 'This file is empty. Choose another.';
  if (size <= limit) return '';
  return `This file is too large: it has ${inWords(size)}, and files here can have up to ${inWords(limit)}.`;
}

export function attach(files, {folders = new Set(), nameOf = ({name}) => name} = {}) {
  if (!files.length) return;
  tray.add(files.map((file, at) => ({file, name: nameOf(file, at), why: refusal(file, folders.has(file))})));
  if (matchMedia('(hover: hover)').matches) composer.focus();  // on a phone, its keyboard would cover what was chosen
}

function isTaken(target) {  // by a field that takes files, or a dialog
  const isOver = layers.topmost()?.matches('dialog, .q-dialog');
  return isOver || (target instanceof Element && target.closest('input[type=file]'));
}

function mark(isOver) {
  clearTimeout(lingering);
  document.documentElement.toggleAttribute('data-dropping', isOver && field() !== null);
  if (isOver) lingering = setTimeout(mark, LINGERS, false);
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
    mark(false);
    if (!target.closest?.('input[type=file]')) event.preventDefault();  // nor does the browser open it
    return;
  }
  event.preventDefault();
  dataTransfer.dropEffect = field() ? 'copy' : 'none';
  mark(type === 'dragover');
  if (type !== 'drop') return;
  const [files, folders] = given(dataTransfer);
  if (field()) attach(files, {folders});
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
  if (!clipboardData?.files.length || isText(clipboardData) || !field() || isTaken(target)) return;
  if (target !== field() && target.matches?.('input, textarea')) {
    if (target.closest('.edit-field')) toasts.show(SENT);
    return;
  }
  event.preventDefault();
  attach([...clipboardData.files], {nameOf: screenshotName});
}

for (const type of ['dragenter', 'dragover', 'drop']) window.addEventListener(type, dragged);
window.addEventListener('dragstart', ({dataTransfer}) => dataTransfer?.setData(OURS, 'here'));  // its end may go untold
window.addEventListener('paste', pasted);
document.addEventListener('change', ({target}) => {
  if (!target.matches?.('.composer input[type=file]')) return;
  attach([...target.files]);
  target.value = '';
});
