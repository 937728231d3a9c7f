// Which layer is on top, and that Esc, Back, a tap beside it or a swipe closes it, has to be known without a connection.
//
// Layers are found by what they are: the drawer, open dialogs, menus and popovers, and panels with `data-layer`, which
// lie over the page on narrow screens alone. On touch screens an entry of the browser's history stands for all that are
// open, so that Back closes the topmost instead of leaving the room.
import {isComposing} from '../elements/keys.js';
import {closeDrawer} from './layout.js';

const FOUND = '.q-dialog, .q-menu, dialog[open], [popover]:popover-open, [data-layer], body[data-drawer] .sidebar';
const TOUCH = matchMedia('(max-width: 767px), (pointer: coarse)');
const MARKS = ['data-drawer', 'data-details', 'data-has-thread', 'data-panel', 'open'];
const FAR = 60;  // pixels of a swipe
const PATIENCE = 500;  // milliseconds for the browser to go back

let isGuarded = false;  // whether the entry that stands for the layers is the current one
let goneBack = null;  // told when the browser has gone back for us
let from = null;  // where a finger began
let indexBefore = 0;  // of the entry that was current before this one
const {navigation} = window;  // not every browser has it

function isOpen(element) {
  return element.checkVisibility() && (!('layer' in element.dataset) || getComputedStyle(element).position === 'fixed');
}

function height(layer) {
  return ['[data-layer], .sidebar', '.q-dialog', '*'].findIndex((kind) => layer.matches(kind));
}

function all() {  // from the lowest to the topmost
  return [...document.querySelectorAll(FOUND)].filter(isOpen).toSorted((a, b) => height(a) - height(b));
}

export function layerOf(element) {  // the one it stands in
  return element.closest?.(FOUND) ?? null;
}

export function topmost() {
  return all().at(-1) ?? null;
}

export function covers(element) {  // says whether something lies over it
  const layer = topmost();
  return layer !== null && !layer.contains(element);
}

function close(layer = topmost()) {  // says whether there was one
  if (!layer) return false;
  if (layer.matches('.sidebar')) closeDrawer();
  else if (layer.matches('dialog')) layer.close();
  else if (layer.matches('[popover]')) layer.hidePopover();
  else if (layer.matches('.q-menu')) getElement(layer).hide();
  else layer.querySelector('[data-close], .q-dialog__backdrop')?.click();
  return true;
}

function guard() {
  if (isGuarded || goneBack || !TOUCH.matches || !all().length) return;
  history.pushState({...history.state, isLayer: true}, '');
  isGuarded = true;
}

function unguard() {  // unless another view has been gone to: its entry is on top then
  if (!isGuarded || all().length) return;
  isGuarded = false;
  if (history.state?.isLayer) goBack();
}

function look() {
  if (isGuarded) unguard();
  else guard();
}

function goBack() {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => goneBack(), PATIENCE);
    goneBack = () => {
      clearTimeout(giveUp);
      goneBack = null;
      resolve();
    };
    history.back();
  });
}

function returned(event) {
  if (goneBack) {
    event.stopImmediatePropagation();
    goneBack();
  } else if (isGuarded) {
    isGuarded = false;
    if (!close()) return;
    event.stopImmediatePropagation();
    guard();
  } else if (event.state?.isLayer) {  // it stood for layers that are long gone
    event.stopImmediatePropagation();
    history.go(navigation?.currentEntry.index > indexBefore ? 1 : -1);
  }
}

async function follow(event) {  // a link in a layer leads on from the page that the layers lie over
  const link = event.target.closest('a[href^="/"]:not([target], [download])');
  if (!link || !isGuarded || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const layer = topmost();
  if (!layer?.contains(link)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  isGuarded = false;
  for (const one of all().toReversed()) close(one);
  await goBack();
  if (link.isConnected) link.click();
}

function swiped(event) {
  const to = event.changedTouches[0];
  const layer = from && topmost();
  if (!layer || !layer.contains(from.target)) return;
  const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
  const isDrawer = layer.matches('.sidebar');
  if (Math.abs(x) > 2 * Math.abs(y) && (isDrawer ? x < -FAR : 'layer' in layer.dataset && x > FAR)) close(layer);
}

navigation?.addEventListener('currententrychange', (event) => {
  indexBefore = event.from.index;
});
window.addEventListener('popstate', returned, true);
window.addEventListener('click', (event) => {
  if (event.target.closest('.scrim')) closeDrawer();
  else follow(event);
}, true);
window.addEventListener('keydown', (event) => {
  const layer = event.key === 'Escape' && !isComposing(event) && topmost();
  if (!layer || !layer.matches('.sidebar, [data-layer]')) return;  // the others know it by themselves
  event.preventDefault();
  event.stopPropagation();
  close(layer);
}, true);
document.addEventListener('touchstart', ({touches}) => {
  from = touches.length === 1 ? touches[0] : null;
}, {passive: true});
document.addEventListener('touchend', swiped, {passive: true});
new MutationObserver(look).observe(document.documentElement, {subtree: true, childList: true, attributeFilter: MARKS});
document.addEventListener('toggle', look, true);  // of popovers
