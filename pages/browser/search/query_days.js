// Days, as a search may name them: those of the reader's own calendar, which their browser knows.

const DAY = {weekday: 'long', day: 'numeric', month: 'long'};
const MONTH = {month: 'long', year: 'numeric'};

const language = () => document.documentElement.lang || undefined;
const two = (number) => String(number).padStart(2, '0');

function daysAgo(count) {  // not all of them have 24 hours
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - count);
}

function written(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function one(insert, name, date, form = DAY) {
  return {insert, name, note: date.toLocaleDateString(language(), form)};
}

function month(months) {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth() - months, 1);
}

function monthly(operator, name, months) {
  const date = month(months);
  return one(`${operator}:${date.getFullYear()}-${two(date.getMonth() + 1)}`, name, date, MONTH);
}

function last(count, name) {  // `after:` begins when that day is over
  return one(`after:${written(daysAgo(count))}`, name, daysAgo(count - 1));
}

export function days(operator) {  // what is offered after on:, before: or after:
  const near = [one(`${operator}:today`, 'Today', daysAgo(0)), one(`${operator}:yesterday`, 'Yesterday', daysAgo(1))];
  if (operator === 'on') {
    near.push(last(7, 'Last 7 days'), last(30, 'Last 30 days'));
    near.push(monthly('on', 'This month', 0), monthly('on', 'Last month', 1));
  } else {
    near.push(one(`${operator}:${written(daysAgo(7))}`, 'A week ago', daysAgo(7)));
    near.push(one(`${operator}:${written(daysAgo(30))}`, 'A month ago', daysAgo(30)));
  }
  return [...near, {insert: '', name: 'Choose a date…', note: '', isCalendar: true}];
}

export function choose(beside, take, giveUp) {  // in the browser's own calendar; ``take`` gets the day as a search writes it
  document.querySelector('.query-day')?.remove();
  const field = Object.assign(document.createElement('input'), {type: 'date', className: 'query-day'});
  field.setAttribute('aria-label', 'Choose a date');
  field.max = written(daysAgo(0));
  const {left, bottom} = beside.getBoundingClientRect();
  field.style.inset = `${bottom + 4}px auto auto ${left}px`;
  let isTyped = false;  // then each digit may be a day, and Enter says which
  field.addEventListener('keydown', ({key}) => {
    isTyped = /^\d$/.test(key);
    if (key === 'Escape') giveUp();
    if (key === 'Enter' && field.value) take(field.value);
  });
  field.addEventListener('change', () => !isTyped && field.value && take(field.value));
  field.addEventListener('blur', () => field.remove());
  document.body.append(field);
  field.focus();
  field.showPicker?.();
}
