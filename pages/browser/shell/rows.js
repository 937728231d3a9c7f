// The rows of rooms are changed where they stand: the focus, and what the browser marks by itself, are known only here.
const KEPT = new Set(['data-draft', 'aria-description']);  // of `sidebar.js`

function parsed(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function redraw(row, next) {
  for (const name of row.getAttributeNames()) {
    if (!next.hasAttribute(name) && !KEPT.has(name)) row.removeAttribute(name);
  }
  for (const {name, value} of next.attributes) {
    if (row.getAttribute(name) !== value) row.setAttribute(name, value);
  }
  if (row.innerHTML !== next.innerHTML) row.replaceChildren(...next.childNodes);
}

function arrange(places, rows) {  // below the heading; what has no place any more goes
  const wanted = new Set(Object.values(places).flat());
  for (const [id, row] of rows) if (!wanted.has(id)) row.remove();
  for (const [section, ids] of Object.entries(places)) {
    let before = document.querySelector(`[data-section=${section}] > .fold-head`);
    for (const row of ids.map((id) => rows.get(id)).filter(Boolean)) {
      if (before.nextElementSibling !== row) before.after(row);
      before = row;
    }
  }
}

export function show(changed, places) {  // HTML of rows; and, if that has changed, which there are: section → their ids
  const rows = new Map([...document.querySelectorAll('.sidebar .room-row')].map((row) => [row.id, row]));
  for (const next of changed.map(parsed)) {
    if (rows.has(next.id)) redraw(rows.get(next.id), next);
    else rows.set(next.id, next);
  }
  if (places) arrange(places, rows);
}
