// A row is the same for all readers: room for the field over it is made by a style of this page alone, wherever it moves.
import {placeOf, roomOf} from '../conversation/conversation_place.js';

const styles = new WeakMap();  // by field

function styleOf(box) {
  if (!styles.has(box)) {
    const style = new CSSStyleSheet();
    styles.set(box, style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  }
  return styles.get(box);
}

export function row(box, number) {  // a message of the conversation that the field is in
  return box.closest('.conversation')?.querySelector(`.log .msg[data-number="${number}"]`) ?? null;
}

function reserve(box, number, height) {  // the row's text makes room
  const it = `[data-place="${roomOf(placeOf(box))}"] .log .msg[data-number="${Number(number)}"]`;
  const size = `box-sizing: border-box; height: ${Number(height)}px; max-height: none; min-height: 0; mask: none`;
  styleOf(box).replaceSync(`${it} > .body { ${size}; visibility: hidden; overflow: hidden; }
    ${it} > .unfold { display: none; }`);
}

export function place(box, number) {  // over the row's text; out of sight while the row is not there
  const body = row(box, number)?.querySelector(':scope > .body');
  box.toggleAttribute('data-away', !body);
  if (!body) return;
  const around = box.parentElement;
  const height = `${box.offsetHeight}`;
  if (box.dataset.height !== `${number} ${height}`) {
    box.dataset.height = `${number} ${height}`;
    reserve(box, number, height);
  }
  const [view, at] = [around.getBoundingClientRect(), body.getBoundingClientRect()];
  box.style.top = `${at.top - view.top - around.clientTop + around.scrollTop}px`;
  box.style.left = `${at.left - view.left}px`;
  box.style.width = `${at.width}px`;
}

export function release(box) {
  delete box.dataset.height;
  const style = styles.get(box);
  styles.delete(box);
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== style);
}
