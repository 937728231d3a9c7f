// A word of success or refusal is shown at once, leaves by itself unless one reads it, and needs no round trip to close.
import * as server from './server.js';

const STAYS = 6000;  // milliseconds, from when neither the pointer nor the focus is on it
const OFFERS = 10_000;  // if it offers something
const AT_MOST = 3;

const CLOSE = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>';

const region = Object.assign(document.createElement('div'), {className: 'toasts'});
region.setAttribute('role', 'alert');  // announced: it is there before what is put into it
document.body.append(region);

function close(toast) {
  clearTimeout(toast.timer);
  toast.remove();
}

function wait(toast) {
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => close(toast), toast.stays);
}

function closeButton(toast) {
  const button = Object.assign(document.createElement('button'), {type: 'button', className: 'button quiet square'});
  button.setAttribute('aria-label', 'Close');
  button.title = 'Close';
  button.innerHTML = CLOSE;
  button.addEventListener('click', () => close(toast));
  return button;
}

function actButton(label, act, toast) {
  const button = Object.assign(document.createElement('button'), {type: 'button', className: 'button quiet act'});
  button.textContent = label;
  button.addEventListener('click', () => {
    close(toast);
    act();
  });
  return button;
}

export function show(sentence, label = '', act = null) {  // with a button that does something about it
  const same = !act && [...region.children].find((one) => !one.act && one.firstChild.textContent === sentence);
  if (same) close(same);
  const toast = Object.assign(document.createElement('div'), {className: 'toast'});
  const words = Object.assign(document.createElement('p'), {textContent: sentence});
  toast.act = act;  // each is about something of its own, and not replaced by the next
  toast.stays = act ? OFFERS : STAYS;
  toast.append(words, ...(act ? [actButton(label, act, toast)] : []), closeButton(toast));
  toast.addEventListener('pointerenter', () => clearTimeout(toast.timer));
  toast.addEventListener('focusin', () => clearTimeout(toast.timer));
  toast.addEventListener('pointerleave', () => wait(toast));
  toast.addEventListener('focusout', () => wait(toast));
  toast.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close(toast);
  });
  while (region.children.length >= AT_MOST) close([...region.children].find((one) => !one.act) ?? region.firstChild);
  region.append(toast);
  wait(toast);
}

export function offer(sentence, label, event, ...details) {  // has the server do something about it
  show(sentence, label, () => {
    if (window.socket?.connected) server.tell(event, ...details);
    else show("You're offline. Try that again when you're back.", label, () => server.tell(event, ...details));
  });
}
