// What the switcher offers is drawn at each key, from what the browser has of it.
import {icon} from './switcher_list.js';

const KINDS = {person: 'Message', view: 'Page', act: 'Action'};

function made(tag, className, text = '') {
  return Object.assign(document.createElement(tag), {className, textContent: text});
}

function face({hue, picture, initials}) {
  const avatar = picture ? Object.assign(made('img', 'avatar tiny'), {src: picture, alt: ''}) : made('span', 'avatar tiny', initials);
  avatar.style.setProperty('--hue', hue);
  return avatar;
}

function tile({hue, icon: name, letter}) {
  const square = made('span', 'tile');
  square.style.setProperty('--h', hue);
  if (name) square.innerHTML = icon(name);
  else square.append(made('b', '', letter));
  return square;
}

export function markOf(one) {
  if (one.mark) return one.mark.cloneNode(true);
  if (one.faces?.length === 1) return face(one.faces[0]);
  if (one.faces) {
    const faces = made('span', 'chat-faces');
    faces.append(...one.faces.map(face));
    return faces;
  }
  if (one.hue !== undefined) return tile(one);
  const sign = made('span', 'sign');
  sign.innerHTML = icon(one.icon);
  return sign;
}

function unreadOf({kind, value}) {  // as the sidebar has it
  const row = (kind === 'room' || kind === 'thread') && document.querySelector(`.sidebar .room-row[href$="/${value}"]`);
  return (row && row.dataset.unread) || '';
}

export function option(one, index) {
  const element = made(one.href ? 'a' : 'button', 'switcher-option');
  if (one.href) element.setAttribute('href', one.href);
  else element.type = 'button';
  Object.assign(element, {id: `switcher-option-${index}`, tabIndex: -1});
  element.setAttribute('role', 'option');
  element.setAttribute('aria-selected', 'false');
  const mark = markOf(one);
  mark.setAttribute('aria-hidden', 'true');
  const name = made('bdi', 'name', one.name);
  const note = made('span', 'note', one.note || KINDS[one.kind] || '');
  const unread = unreadOf(one);
  element.append(mark, name, ...(unread ? [made('span', 'unread-count', unread > 99 ? '99+' : unread)] : []), note);
  if (unread) element.setAttribute('aria-label', `${one.name}, ${unread} unread`);
  return element;
}
