// Where a day begins depends on its reader's zone, and their browser has a calendar: Python is told the moment.
import {by, main} from './reading_place.js';

let menu = null;
let reader = null;  // of the conversation that it is for

function go(moment) {
  menu.hidePopover();
  reader.say('date', moment.toISOString());
}

function entry(label, moment) {
  const button = Object.assign(document.createElement('button'), {type: 'button', className: 'menu-item', textContent: label});
  button.addEventListener('click', () => go(moment()));
  return button;
}

function daysAgo(days) {  // where that day began by the reader's clock: not all days have 24 hours
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

function form() {
  const box = document.createElement('form');
  const label = Object.assign(document.createElement('label'), {textContent: 'Choose a date'});
  const field = Object.assign(document.createElement('input'), {type: 'date', required: true, className: 'field'});
  const now = new Date();
  field.max = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
  const button = Object.assign(document.createElement('button'), {className: 'button primary', textContent: 'Jump'});
  label.append(field);
  box.append(label, button);
  box.addEventListener('submit', (event) => {
    event.preventDefault();
    const [year, month, day] = field.value.split('-').map(Number);
    go(new Date(year, month - 1, day));
  });
  return box;
}

function build() {
  menu?.remove();
  menu = Object.assign(document.createElement('div'), {className: 'menu date-menu', popover: 'auto'});
  menu.setAttribute('role', 'group');
  menu.setAttribute('aria-label', 'Jump to a date');
  menu.append(
    entry('Yesterday', () => daysAgo(1)), entry('A week ago', () => daysAgo(7)), entry('A month ago', () => daysAgo(30)),
    entry('The very beginning', () => new Date(0)), form(),
  );
  menu.addEventListener('toggle', ({newState, target}) => newState === 'closed' && target.remove());  // not the next one
  document.body.append(menu);
}

export function open(beside = null) {  // beside: the day that was pressed
  reader = beside ? by(beside.closest('.conversation')) : main();
  if (!reader?.box?.isConnected) return;
  build();
  menu.showPopover();
  const around = (beside ?? reader.box).getBoundingClientRect();
  const {width, height} = menu.getBoundingClientRect();
  const left = around.left + (around.width - width) / 2;
  const top = beside ? around.bottom + 4 : around.top + 8;
  menu.style.inset = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px auto auto ${Math.max(8, left)}px`;
  menu.querySelector('button').focus();
}

document.addEventListener('click', ({target}) => {
  const day = target.closest('.log day-line > span');
  if (day) open(day);
});
