// A file that is dropped makes the browser leave the chat and open it, unless the page says at once that it takes it.
import * as composer from './composer.js';
import * as toasts from './toasts.js';

const WORDS = "Files can't be attached yet.";

function say(words) {
  if (document.querySelector('.composer')) composer.say(words);
  else toasts.show(words);
}

function isTaken(target) {  // by a field that takes files
  return target instanceof Element && target.closest('input[type=file]');
}

function refuse(event) {
  const {dataTransfer, target, type} = event;
  if (isTaken(target) || !dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  dataTransfer.dropEffect = 'none';
  if (type === 'drop') say(WORDS);
}

function pasted(event) {  // text that comes with a picture of itself, as from a spreadsheet, is pasted
  const {clipboardData} = event;
  if (!clipboardData?.files.length || clipboardData.types.includes('text/plain')) return;
  event.preventDefault();
  say(WORDS);
}

for (const type of ['dragover', 'drop']) window.addEventListener(type, refuse);
window.addEventListener('paste', pasted);
