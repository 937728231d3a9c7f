// How many lines stand in a row is known to no line: its HTML is shared by all readers, who each show another part.
//
// Each line that may fold holds a <line-fold>, which says when it comes or goes; the first of more than three shows one
// sentence for all of them.

const MOST = 3;  // lines in a row that all stay as they are
const opened = new Set();  // the key of each run that was unfolded here: the room and its first line
let due = null;

function runs(log) {  // of lines with nothing between them, on one day
  const found = [];
  for (const fold of log.querySelectorAll('line-fold')) {
    const row = fold.closest('.line');
    const run = found.at(-1);
    const follows = run && Number(run.at(-1).dataset.number) + 1 === Number(row.dataset.number);
    if (follows && !row.classList.contains('new-day')) run.push(row);
    else found.push([row]);
  }
  return found;
}

function keyOf([row]) {
  return `${row.closest('.conversation').dataset.path}/${row.dataset.number}`;
}

function names(rows) {  // the name's link of each person, once
  const found = new Map();
  for (const row of rows) found.set(row.dataset.author, row.querySelector('.said .who'));
  return [...found.values()];
}

function verb(rows) {
  const kinds = new Set(rows.map((row) => row.dataset.kind));
  return kinds.size > 1 ? 'joined or left' : [...kinds][0];
}

function button(words, className, isOpen) {
  const made = Object.assign(document.createElement('button'), {type: 'button', textContent: words, className});
  made.setAttribute('aria-expanded', isOpen);
  return made;
}

function sentence(rows) {
  const people = names(rows);
  const shown = people.length > MOST ? 2 : people.length;
  const others = people.length - shown;
  const parts = people.slice(0, shown).map((link) => link.cloneNode(true));
  const more = others ? `${others.toLocaleString()} ${others === 1 ? 'other' : 'others'}` : `${rows.length} times`;
  const said = document.createElement('p');
  const words = document.createElement('span');
  parts.forEach((part, index) => words.append(index ? (others || index < shown - 1 ? ', ' : ' and ') : '', part));
  words.append(others ? ' and ' : ` ${verb(rows)} `, button(more, 'show-all', false), others ? ` ${verb(rows)}` : '');
  said.append(rows[0].querySelector('.said .icon').cloneNode(true), words);
  return said;
}

function clear(row) {
  delete row.dataset.fold;
  row.querySelector('line-fold').replaceChildren();
}

function show(rows) {
  const isFolded = rows.length > MOST;
  const isOpen = isFolded && opened.has(keyOf(rows));
  const state = !isFolded ? '' : `${isOpen} ${rows.length} ${names(rows).map((link) => link.textContent)}`;
  const fold = rows[0].querySelector('line-fold');
  if ((fold.shown ?? '') === state && rows.every((row, at) => (row.dataset.fold ?? '') === wanted(at, isFolded, isOpen))) return;
  rows.forEach(clear);
  fold.shown = state;
  if (!isFolded) return;
  fold.append(isOpen ? button('Show less', 'show-less', true) : sentence(rows));
  rows.forEach((row, at) => {
    row.dataset.fold = wanted(at, isFolded, isOpen);
    if (at) row.querySelector('line-fold').shown = '';
  });
}

function wanted(at, isFolded, isOpen) {
  if (!isFolded) return '';
  if (isOpen) return at ? '' : 'open';
  return at ? 'away' : 'closed';
}

function draw() {
  due = null;
  for (const log of document.querySelectorAll('.log')) runs(log).forEach(show);
}

function drawSoon() {  // after all rows of this change are there, and before they are seen
  due ??= queueMicrotask(draw) ?? true;
}

customElements.define('line-fold', class extends HTMLElement {
  connectedCallback() {
    drawSoon();
  }

  disconnectedCallback() {
    drawSoon();
  }
});

document.addEventListener('click', ({target}) => {
  const pressed = target.closest?.('line-fold button');
  if (!pressed) return;
  const rows = runs(pressed.closest('.log')).find((run) => run.includes(pressed.closest('.line')));
  const key = keyOf(rows);
  if (!opened.delete(key)) opened.add(key);
  draw();
  rows[0].querySelector('line-fold button').focus({preventScroll: true});
});
