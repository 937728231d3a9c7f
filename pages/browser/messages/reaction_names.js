// Who reacted is said on pointing, on the keyboard's focus and under a resting finger: a title would be for the mouse alone.
//
// One note serves all chips. It also says, beside the row, why a reaction was refused.
import {boxOf, rowOf} from './message_acts.js';

const LONG = 450;  // milliseconds a finger rests
const READ = 5000;  // milliseconds that a sentence stays
const GAP = 6;
const SPLIT = ',\u00a0';  // as `pages/room/message/message_html.py` joins names

const note = Object.assign(document.createElement('div'), {className: 'reaction-note', hidden: true});
note.setAttribute('role', 'status');
document.body.append(note);
let anchor = null;
let leaving = null;
let resting = null;
let isSpent = false;  // the finger has asked who it was: lifting it is no press

export function self(row) {  // as chips name people
  return boxOf(row).dataset.me.replaceAll('-', '').slice(0, 12);
}

export function isOwn(chip) {  // the page's style marks it, also where the row does not name everybody
  return getComputedStyle(chip).getPropertyValue('--own').trim() === '1';
}

function who(chip) {
  const [, shown = '', more = ''] = /^by (.*?)( and [\d,]+ more)?$/.exec(chip.querySelector('[role=img]')?.ariaLabel) ?? [];
  const all = shown.split(SPLIT).filter(Boolean);
  if (!isOwn(chip)) return all.join(', ') + more;
  const at = chip.dataset.people.split(' ').indexOf(self(rowOf(chip)));
  const others = all.filter((name, index) => index !== at);
  return ['You', ...others].join(', ') + more;
}

function show(element, words) {
  clearTimeout(leaving);
  anchor = element;
  note.textContent = words;
  note.hidden = false;
  const around = element.getBoundingClientRect();
  const {width, height} = note.getBoundingClientRect();
  const top = around.top - height - GAP;
  note.style.left = `${Math.max(8, Math.min(around.left, innerWidth - width - 8))}px`;
  note.style.top = `${top >= 8 ? top : around.bottom + GAP}px`;
}

function hide() {
  clearTimeout(leaving);
  anchor = null;
  note.hidden = true;
}

function nameAt(chip) {
  show(chip, `${chip.dataset.emoji} ${who(chip)}`);
}

export function say(element, sentence) {
  show(element.matches('.msg') ? element.querySelector('.body') : element, sentence);
  leaving = setTimeout(hide, READ);
}

function chipOf(target) {
  return target.closest?.('.msg .reactions li') ?? null;
}

document.addEventListener('pointerover', ({target, pointerType}) => {
  if (pointerType === 'touch') return;
  const chip = chipOf(target);
  if (chip) nameAt(chip);
  else if (anchor?.matches('li')) hide();
});
document.addEventListener('focusin', ({target}) => {
  const chip = chipOf(target);
  if (chip && target.matches(':focus-visible')) nameAt(chip);
});
document.addEventListener('focusout', ({target}) => {
  if (chipOf(target)) hide();
});
document.addEventListener('keydown', ({key}) => key === 'Escape' && hide(), true);
document.addEventListener('scroll', hide, true);
document.addEventListener('pointerdown', ({target, pointerType}) => {
  clearTimeout(resting);
  isSpent = false;
  if (pointerType !== 'touch') return;
  hide();
  const chip = chipOf(target);
  if (!chip) return;
  resting = setTimeout(() => {
    isSpent = true;
    nameAt(chip);
    leaving = setTimeout(hide, READ);
  }, LONG);
});
for (const kind of ['pointerup', 'pointercancel']) document.addEventListener(kind, () => clearTimeout(resting), true);
window.addEventListener('click', (event) => {
  if (!isSpent || !chipOf(event.target)) return;
  isSpent = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
window.addEventListener('contextmenu', (event) => {
  if (isSpent) event.preventDefault();
}, true);
