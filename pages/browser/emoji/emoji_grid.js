// Arrows move in a grid by where its buttons stand, which depends on the window: the browser lays them out.

function buttons(list) {
  return [...list.querySelectorAll('button')];
}

export function first(list) {
  return list.querySelector('.emoji-grid button');
}

export function start(list) {  // the first one is where the Tab key comes in
  const button = first(list);
  if (button) button.tabIndex = 0;
}

function nearest(all, from, isBelow) {  // the button of the next row that stands nearest to this one's column
  const {offsetLeft, offsetTop} = from;
  const rest = all.filter((other) => isBelow ? other.offsetTop > offsetTop : other.offsetTop < offsetTop);
  if (!rest.length) return null;
  const top = (isBelow ? rest[0] : rest.at(-1)).offsetTop;
  const row = rest.filter((other) => other.offsetTop === top);
  return row.toSorted((a, b) => Math.abs(a.offsetLeft - offsetLeft) - Math.abs(b.offsetLeft - offsetLeft))[0];
}

export function move(event, leave) {  // by arrows, Home and End; above the first row, `leave` is called
  const {target, key} = event;
  const all = buttons(target.closest('.emoji-list, .emoji-tabs'));
  const index = all.indexOf(target);
  const next = {
    ArrowRight: () => all[index + 1],
    ArrowLeft: () => all[index - 1],
    ArrowDown: () => nearest(all, target, true),
    ArrowUp: () => nearest(all, target, false) ?? leave(),
    Home: () => all[0],
    End: () => all.at(-1),
  }[key];
  if (!next) return;
  event.preventDefault();
  const button = next();
  if (!button) return;
  target.tabIndex = -1;
  button.tabIndex = 0;
  button.focus();
}

export function place(panel, anchor) {  // above the anchor or below it, within the window; a narrow one has a sheet
  panel.style.inset = '';
  if (matchMedia('(max-width: 767px)').matches) return;
  const around = anchor.getBoundingClientRect();
  const {width, height} = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(around.left, innerWidth - width - 8));
  const top = around.top - height - 8 >= 8 ? around.top - height - 8 : Math.min(around.bottom + 8, innerHeight - height - 8);
  panel.style.inset = `${Math.max(8, top)}px auto auto ${left}px`;
}
