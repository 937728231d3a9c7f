// A picker of two thousand emoji answers each key at once, so it is the browser's; Python serves the list it shows.
//
// `open(anchor, picked)` shows it beside a button and calls `picked` with the emoji in the person's skin tone. Esc, a
// press outside and picking close it, and the focus goes back to the anchor, unless `picked` puts it elsewhere.
import {face, foot} from './custom_emoji.js';
import {TONES, groups, recent, search, setTone, shown, tone, use} from './emoji_list.js';
import * as grid from './emoji_grid.js';
import {isComposing} from '../elements/keys.js';

const MOST = 60;  // found
const ICONS = {Recent: '🕘', Smileys: '😀', People: '👋', Nature: '🌿', Food: '🍎', Activities: '⚽', Travel: '🚗', Objects: '💡',
  Custom: '✨', Symbols: '❤️', Flags: '🏁'};
const HTML = `<div class="emoji-head"><input type="search" aria-label="Search emoji" placeholder="Search emoji"
    autocomplete="off" spellcheck="false"><select aria-label="Skin tone"></select></div>
  <div class="emoji-tabs" role="toolbar" aria-label="Groups of emoji"></div>
  <div class="emoji-list" tabindex="-1"></div><p class="emoji-name" aria-hidden="true"></p>
  <p class="sr" role="status"></p>`;

let panel = null;
let all = [];
let drawn = null;  // the groups, in the tone that is chosen
const byButton = new WeakMap();
let current = null;  // {anchor, picked}
let isClosing = false;  // the press that is under way has closed it

function part(selector) {
  return panel.querySelector(selector);
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function button(one) {
  const made = make('button', {type: 'button', tabIndex: -1, title: `:${one.codes[0] || one.name}:`}, face(shown(one)));
  made.setAttribute('aria-label', one.name);
  byButton.set(made, one);
  return made;
}

function section({name, emoji}) {
  const made = make('section', {}, make('p', {}, name), make('div', {className: 'emoji-grid'}, ...emoji.map(button)));
  made.setAttribute('aria-label', name);
  made.dataset.group = name;
  return made;
}

function draw() {
  const text = part('input').value;
  const list = part('.emoji-list');
  const found = text.trim() && search(all, text, MOST);
  const used = recent(all);
  drawn ??= all.map(section);
  const own = found ? {name: 'Found', emoji: found} : {name: 'Recent', emoji: used};
  list.replaceChildren(...(own.emoji.length ? [section(own)] : []), ...(found ? [] : drawn));
  part('.emoji-tabs').replaceChildren(...(found ? [] : [...list.children].map(tab)));
  if (found && !found.length) list.append(make('p', {className: 'muted'}, `No emoji matches “${text}”.`));
  part('[role=status]').textContent = found ? `${found.length} found` : '';
  grid.start(list);
}

function tab({dataset: {group: name}}, index) {
  const made = make('button', {type: 'button', title: name, tabIndex: index ? -1 : 0}, ICONS[name] ?? '');
  made.setAttribute('aria-label', name);
  made.addEventListener('click', () => part(`[data-group="${name}"]`).scrollIntoView({block: 'start'}));
  return made;
}

function pick(one) {
  use(one);
  const {picked} = current;
  panel.hidePopover();
  picked(shown(one));
}

function keyed(event) {
  const {target, key} = event;
  if (isComposing(event)) return;
  if (key === 'Escape') {  // a search field would only be emptied
    event.preventDefault();
    panel.hidePopover();
  } else if (target.matches('input') && key === 'Enter') {
    event.preventDefault();
    part('.emoji-grid button')?.click();
  } else if (target.matches('input') && key === 'ArrowDown') {
    event.preventDefault();
    grid.first(part('.emoji-list'))?.focus();
  } else if (target.closest('.emoji-grid, .emoji-tabs')) {
    grid.move(event, () => part('input').focus());
  }
  event.stopPropagation();
}

function build() {
  panel = make('div', {className: 'emoji-picker', popover: 'auto', innerHTML: HTML});
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', 'Emoji');
  part('select').append(...Object.entries(TONES).map(([value, words]) => make('option', {value}, `✋${value} ${words}`)));
  part('select').addEventListener('change', ({target}) => {
    setTone(target.value);
    drawn = null;
    draw();
  });
  part('input').addEventListener('input', () => {
    draw();
    part('.emoji-list').scrollTop = 0;
  });
  panel.addEventListener('keydown', keyed);
  panel.addEventListener('click', ({target}) => {
    const one = byButton.get(target.closest('button'));
    if (one) pick(one);
  });
  for (const kind of ['focusin', 'pointerover']) {
    panel.addEventListener(kind, ({target}) => {
      const one = byButton.get(target);
      if (one) part('.emoji-name').textContent = [...new Set([shown(one), one.name, `:${one.codes[0] ?? ''}:`])].join('  ');
    });
  }
  panel.addEventListener('toggle', ({newState}) => current.anchor.setAttribute('aria-expanded', newState === 'open'));
  document.addEventListener('pointerdown', ({target}) => {
    isClosing = panel.matches(':popover-open') && current.anchor.contains(target);
  }, true);
  document.body.append(panel);
}

export async function open(anchor, picked) {  // rejects if the list cannot be had
  if (isClosing) {
    isClosing = false;
    panel.hidePopover();
    return;
  }
  const now = await groups();
  if (now !== all) drawn = null;
  all = now;
  if (!panel) build();
  current = {anchor, picked};
  part('input').value = '';
  part('select').value = tone();
  panel.style.setProperty('--h', getComputedStyle(anchor).getPropertyValue('--h'));
  draw();
  foot(panel);
  panel.showPopover();
  part('.emoji-list').scrollTop = 0;
  grid.place(panel, anchor);
  if (matchMedia('(pointer: coarse)').matches) part('.emoji-list').focus();
  else part('input').focus();
}
