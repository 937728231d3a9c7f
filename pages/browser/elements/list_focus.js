// A list that is drawn again takes the keyboard's focus with it: only the browser knows what had it and what replaced it.

const CONTROLS = 'a[href], button';
const PLACES = '.pane, .sidebar, .sheet';  // what is drawn again in one of these stays in it
const LAYERS = '.q-dialog, .q-menu';  // lie over the page, and give the focus back when they close

let focused = null;  // {element, name, around, isOnly}: the control that has the focus, unless one has left it oneself
let opener = null;  // the control that had it before it went into a layer

function nameOf(element) {
  return element.getAttribute('aria-label') || element.getAttribute('href') || element.textContent;
}

function named(box, name) {
  return [...box.querySelectorAll(CONTROLS)].filter((control) => nameOf(control) === name);
}

function boxesAround(element) {  // within its place, the innermost first
  const box = element.parentElement;
  return box?.closest(PLACES) ? [box, ...boxesAround(box)] : [];
}

function describe(element) {
  const around = boxesAround(element);
  const name = nameOf(element);
  return {element, name, around, isOnly: around.length > 0 && named(around.at(-1), name).length === 1};
}

function replacementOf({element, name, around, isOnly}) {  // itself, if it was only moved; never one of several alike
  if (element.isConnected) return element;
  const box = around.find(({isConnected}) => isConnected);
  const found = isOnly && box ? named(box, name) : [];
  return found.length === 1 ? found[0] : null;
}

function keep() {
  if (document.activeElement !== document.body) return;
  const isCovered = document.querySelector(LAYERS) !== null;
  const next = (focused && replacementOf(focused)) || (opener && !isCovered && replacementOf(opener));
  if (next) next.focus({preventScroll: true});
}

document.addEventListener('focusin', ({target}) => {
  if (!target.closest(LAYERS)) opener = null;
  else opener ??= focused;
  focused = target.matches(CONTROLS) && !target.closest('.msg') ? describe(target) : null;  // rows: see `focus.js`
});
document.addEventListener('focusout', () => setTimeout(() => {  // not when it was drawn again: that is mended by then
  if (document.activeElement === document.body) focused = null;
}));
new MutationObserver(keep).observe(document.documentElement, {childList: true, subtree: true});
