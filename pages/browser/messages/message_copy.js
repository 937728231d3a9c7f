// Only the browser reaches the clipboard, and only while a click or a key is being handled.
import * as toasts from '../shell/toasts.js';

function copyBySelection(text) {  // not over TLS
  const field = Object.assign(document.createElement('textarea'), {value: text, className: 'sr'});
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  before?.focus({preventScroll: true});
  return isCopied;
}

async function copy(text, words) {
  let isCopied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // not over TLS, or not allowed
    isCopied = copyBySelection(text);
  }
  toasts.show(isCopied ? words : `Your browser didn't allow copying. ${text}`);
}

document.addEventListener('click', ({target}) => {
  const button = target.closest('[data-copy]');
  if (button) copy(button.closest('li').querySelector('.body').innerText, 'Text copied.');
});
document.addEventListener('chatapp:act', ({target, detail}) => {
  if (detail.act === 'copy') copy(target.querySelector('.at').href, 'Link copied.');
  if (detail.act === 'text') copy(target.querySelector('.body').innerText, 'Text copied.');
});
