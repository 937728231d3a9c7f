// What lies over the old view until the new one is there: its head, and the room as it was left or a skeleton.
import * as remembered from './remembered_rooms.js';

export function knownAs(link) {  // the sidebar's row of the room that it leads into, wherever it stands; or itself
  const [path] = link.getAttribute('href').split(/(?:\/\d+)?(?:[?#]|$)/);
  return document.querySelector(`.sidebar a.room-row[href="${CSS.escape(path)}"]`) ?? link;
}

export function nameOf(link) {
  return link.dataset.name ?? (link.querySelector('.name') ?? link.querySelector('.clip'))?.textContent ?? link.title ?? '';
}

function markOf(link) {
  return link.querySelector('.tile, .face, .avatar, .icon');
}

function kept(head, selector) {  // what every head has, or every room's, stays where it is
  return [...head?.querySelectorAll(selector) ?? []].map((one) => one.cloneNode(true));
}

function headOf(link, main) {  // as the view's own will look
  const old = main.querySelector('.pane-head');
  const head = old?.cloneNode(false) ?? document.createElement('div');
  head.classList.add('pane-head');
  const mark = markOf(link)?.cloneNode(true);
  mark?.classList.add('m');  // larger
  const title = document.createElement('h1');
  title.textContent = nameOf(link);
  const titles = document.createElement('div');
  titles.className = 'room-titles';
  titles.append(...(mark ? [mark] : []), title);
  const room = link.matches('.room-row') ? kept(old, '.details-button, [aria-haspopup=menu]') : [];
  head.replaceChildren(...kept(old, '.menu-button'), ...(old?.matches('.room-head') ? [titles, ...room] : titles.childNodes));
  for (const one of [head, ...head.querySelectorAll('[id]')]) one.removeAttribute('id');
  return head;
}

function skeleton() {
  const body = document.createElement('div');
  body.className = 'arriving-body';
  body.append(...Array.from({length: 6}, () => document.createElement('i')));
  return body;
}

export function coverFor(link, main) {
  const cover = document.createElement('div');
  cover.className = 'pane arriving';
  cover.setAttribute('aria-hidden', 'true');
  const {left, top, width, height, bottom} = main.getBoundingClientRect();
  Object.assign(cover.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
  const row = knownAs(link);
  const hue = getComputedStyle(markOf(row) ?? row).getPropertyValue('--h');
  if (hue) cover.style.setProperty('--h', hue);
  const known = link.dataset.kind === 'unread' ? null : remembered.recall(link.getAttribute('href'));
  const composer = main.querySelector('.composer') && main.querySelector('.conversation');  // the new room's will look alike
  if (known && composer) cover.style.height = `${composer.getBoundingClientRect().bottom - top}px`;
  else if (known) cover.style.paddingBottom = `${Math.min(known.below, bottom - top)}px`;
  cover.append(headOf(row, main), known?.box ?? skeleton());
  return cover;
}
