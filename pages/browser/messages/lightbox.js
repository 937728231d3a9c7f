// Pictures are looked at over the page: turned, enlarged and closed at the speed of a finger.
//
// All pictures of the conversation, or of the list, that the opened one stands in. What they are is read from their links.

const ICONS = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  close: 'm6 6 12 12M18 6 6 18',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  goto: 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z',
  larger: 'M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0M16 16l4.5 4.5M8.5 11h5M11 8.5v5',
  smaller: 'M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0M16 16l4.5 4.5M8.5 11h5',
};
let dialog = null;
let shown = null;  // {all, at, zoom, log}: the messages around them, if there are any

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function tool(tag, label, icon, attributes = {}) {
  const named = {class: 'tool', 'aria-label': label, title: label, ...(tag === 'button' && {type: 'button'}), ...attributes};
  const element = make(tag, named);
  element.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  return element;
}

function pressable(label, icon, act, attributes) {
  const button = tool('button', label, icon, attributes);
  button.addEventListener('click', act);
  return button;
}

function read(link) {  // what is told of a picture by where it stands
  const row = link.closest('.msg');
  const image = link.querySelector('img');
  const at = row?.querySelector('local-time');
  const beside = link.parentElement.querySelector('.by');
  return {
    id: link.dataset.file,
    address: link.href,
    name: link.dataset.name,
    alt: image.alt,
    small: image.currentSrc,
    size: [link.dataset.width, link.dataset.height],
    about: row ? `${row.querySelector('.who').textContent}, ${at.title || at.textContent}` : beside?.textContent ?? '',
    message: link.dataset.message ?? '',
    number: row?.dataset.number,
  };
}

function part(selector) {
  return dialog.querySelector(selector);
}

function draw() {
  const {all, at, zoom} = shown;
  const {address, name, alt, small, size, about, message} = all[at];
  const picture = part('.stage img');
  zoom.reset();
  ['--wide', '--high'].forEach((property, index) => picture.style.setProperty(property, size[index]));
  Object.assign(picture, {src: small || address, alt});
  part('.stage').toggleAttribute('data-loading', Boolean(small));
  const full = Object.assign(new Image(), {src: address});
  full.addEventListener('load', () => {
    if (shown?.all[shown.at]?.address !== address) return;
    picture.src = address;
    part('.stage').removeAttribute('data-loading');
  });
  part('bdi').textContent = name;
  part('.about').textContent = about;
  part('.count').textContent = all.length > 1 ? `${at + 1} of ${all.length}` : '';
  Object.assign(part('[download]'), {href: address, download: name});
  part('[data-goto]').hidden = !message;
  part('[data-goto]').href = message;
  part('.previous').disabled = at === 0;
  part('.next').disabled = at === all.length - 1;
  if (document.activeElement.matches('.lightbox :disabled')) dialog.focus();  // or no key would be heard
}

function turn(step) {
  const at = shown.at + step;
  if (at < 0 || at >= shown.all.length) return;
  shown.at = at;
  draw();
}

const changes = new MutationObserver(() => {
  const {id, number} = shown.all[shown.at];
  const row = number && shown.log.querySelector(`.msg[data-number="${number}"]`);
  if (row && !row.querySelector(`a.picture[data-file="${id}"]`)) dialog.close();  // it was deleted
});

function keyed(event) {
  const {key} = event;
  const acts = {
    ArrowRight: () => turn(1),
    ArrowLeft: () => turn(-1),
    '+': () => shown.zoom.by(1.5),
    '=': () => shown.zoom.by(1.5),
    '-': () => shown.zoom.by(1 / 1.5),
    0: () => shown.zoom.reset(),
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(acts, key)) return;
  event.preventDefault();
  event.stopPropagation();
  acts[key]();
}

function leave(id, log) {  // the focus goes back to the picture, which may have been drawn again
  changes.disconnect();
  shown = null;  // the dialog stays until the next one: a link in it may be about to be followed
  (log ?? document).querySelector(`a.picture[data-file="${id}"]`)?.focus({preventScroll: true});
}

async function build() {
  const {Zoom} = await import('./zoom.js');
  const stage = make('div', {class: 'stage'}, make('img', {alt: '', draggable: 'false'}));
  const close = () => dialog?.close();
  shown.zoom = new Zoom(stage, {turn, close});
  const caption = make('div', {class: 'caption', 'aria-live': 'polite'},
    make('bdi', {class: 'clip'}), make('span', {class: 'about clip'}), make('span', {class: 'count'}));
  const tools = make('div', {class: 'lightbox-tools'},
    tool('a', 'Show in conversation', 'goto', {'data-goto': ''}),
    pressable('Zoom out', 'smaller', () => shown.zoom.by(1 / 1.5)), pressable('Zoom in', 'larger', () => shown.zoom.by(1.5)),
    tool('a', 'Download', 'download', {download: ''}), pressable('Close', 'close', close, {'data-close': ''}));
  dialog = make('dialog', {class: 'lightbox', 'aria-label': 'Picture', tabindex: '-1'},
    make('div', {class: 'lightbox-head'}, caption, tools), stage,
    pressable('Previous picture', 'back', () => turn(-1), {class: 'tool previous'}),
    pressable('Next picture', 'forward', () => turn(1), {class: 'tool next'}));
  dialog.addEventListener('keydown', keyed);
  dialog.addEventListener('close', () => leave(shown.all[shown.at].id, shown.log));
  dialog.querySelector('[data-goto]').addEventListener('click', close);
  document.body.append(dialog);
}

export async function open(link) {
  if (shown) return;
  dialog?.remove();
  const all = [...(link.closest('.log, .room-files') ?? document).querySelectorAll('a.picture')];
  shown = {all: all.map(read), at: all.indexOf(link), log: link.closest('.log')};
  await build();
  draw();
  dialog.showModal();
  if (shown.log) changes.observe(shown.log, {childList: true, subtree: true});
  dialog.focus();
}
