// A row that is drawn again takes the keyboard's focus with it, which only the browser knows of and can give back.

let focused = null;  // an element in a conversation
let around = null;  // that conversation

export function spotOf(element) {  // where it stands: its row's number, and which of the row's links it is
  const row = element.closest('.msg');
  const {href} = element;
  return row && {number: row.dataset.number, index: [...row.querySelectorAll('a, button')].indexOf(element), href};
}

export function focusOn(reader, {number, index, href}) {
  const row = reader.row(number);
  const link = row?.querySelectorAll('a, button')[index];
  if (row) row.tabIndex = -1;
  (link && link.href === href ? link : row ?? reader.box).focus({preventScroll: true});
}

export function keep(reader) {  // rows may have been drawn again
  if (!focused || around !== reader.box || focused.isConnected || document.activeElement !== document.body) return;
  const spot = spotOf(focused);
  const isLinked = focused.closest('.linked') !== null;
  focused = null;
  focusOn(reader, spot);
  if (isLinked) reader.row(spot.number)?.classList.add('linked');
}

export function forget(box) {  // what was in a conversation that this one replaces
  if (around === box || !around?.isConnected) focused = null;
}

document.addEventListener('focusin', ({target}) => {
  focused = target.closest('.msg') && target;
  around = target.closest('.conversation');
});
document.addEventListener('focusout', () => setTimeout(() => {  // not when it was drawn again: that is mended by then
  if (!document.activeElement?.closest('.msg')) focused = null;
}));
