// Whether this browser can install the chat, and how, only it knows; the worker is its to run.
//
// `<html data-install>` says which: "ask" (it can be asked), "ios" (by hand), "done" (this is the installed one), "menu".

const LATER = 5000;  // milliseconds after which a page is worth a worker: one that is left at once needs none

let offer = null;
let registration = null;

function isInstalled() {
  return matchMedia('(display-mode: standalone)').matches || navigator.standalone === true;
}

function isIos() {  // an iPad says that it is a Mac
  return /iPhone|iPad|iPod/.test(navigator.userAgent)
    || navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1;
}

function show() {
  const by = isInstalled() ? 'done' : offer ? 'ask' : isIos() ? 'ios' : 'menu';
  document.documentElement.dataset.install = by;
}

export function worker() {  // resolves with its registration, or with nothing where there can be none
  const {worker: address} = document.querySelector('.shell')?.dataset ?? {};
  if (!address || !navigator.serviceWorker) return Promise.resolve(null);
  registration ??= navigator.serviceWorker.register((window.path_prefix || '') + address).catch(() => null);
  return registration;
}

async function pressed(event) {
  const button = event.target.closest?.('[data-do=install]');
  if (!button || !offer) return;  // its link leads to the settings, which say how
  event.preventDefault();
  event.stopPropagation();
  button.closest('[popover]')?.hidePopover();
  const asked = offer;
  offer = null;  // it can be asked once
  await asked.prompt();
  await asked.userChoice;
  show();
}

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event;
  show();
});
window.addEventListener('appinstalled', () => {
  offer = null;
  show();
});
document.addEventListener('click', pressed, true);
setTimeout(worker, LATER);
show();
