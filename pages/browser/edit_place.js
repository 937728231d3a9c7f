// A row is the same for all readers: room for the field over it is made by a style of this page alone, wherever it moves.

const style = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

export function row(number) {
  return document.querySelector(`.conversation .log .msg[data-number="${number}"]`);
}

function reserve(number, height) {  // the row's text makes room; nothing does without a number
  const it = `.log .msg[data-number="${Number(number)}"]`;
  const size = `box-sizing: border-box; height: ${Number(height)}px; max-height: none; min-height: 0; mask: none`;
  style.replaceSync(number ? `${it} > .body { ${size}; visibility: hidden; overflow: hidden; }
    ${it} > .unfold { display: none; }` : '');
}

export function place(box, number) {  // over the row's text; out of sight while the row is not there
  const message = row(number);
  const body = message?.querySelector(':scope > .body');
  box.toggleAttribute('data-away', !body);
  if (!body) return;
  const around = box.parentElement;
  const height = `${box.offsetHeight}`;
  if (box.dataset.height !== `${number} ${height}`) {
    box.dataset.height = `${number} ${height}`;
    reserve(number, height);
  }
  const [view, at] = [around.getBoundingClientRect(), body.getBoundingClientRect()];
  box.style.top = `${at.top - view.top - around.clientTop + around.scrollTop}px`;
  box.style.left = `${at.left - view.left}px`;
  box.style.width = `${at.width}px`;
}

export function release(box) {
  delete box?.dataset.height;
  reserve(0, 0);
}
