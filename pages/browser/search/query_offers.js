// What may follow an operator of a search is offered at each key: the switcher's list is here, the server would come too late.
import * as fuzzy from '../elements/fuzzy.js';
import {days} from './query_days.js';
import * as list from './switcher_list.js';
import {markOf} from './switcher_option.js';

const BEGUN = /(?:^|\s)-?(in|from|to|has|is|on|before|after)[:：](["“„][^"“”„]*["”]?|[^\s"“”„]*)$/i;
const MOST = 8;
const VALUES = {
  has: [['link', 'Link'], ['file', 'File'], ['image', 'Image'], ['code', 'Code'], ['reaction', 'Reaction'], ['thread', 'Thread']],
  is: [['unread', 'Unread'], ['saved', 'Saved'], ['pinned', 'Pinned'], ['mine', 'Written by you'], ['thread', 'In a thread']],
};
const ME = {from: 'Written by you', to: 'Mentions you'};

export function begun({value, selectionStart, selectionEnd}) {  // the operator before the caret: {operator, value, start, end}
  const match = selectionStart === selectionEnd && BEGUN.exec(value.slice(0, selectionStart));
  if (!match) return null;
  const [, operator, typed] = match;
  const start = selectionStart - typed.length - operator.length - 1;
  return {operator: operator.toLowerCase(), value: typed.replace(/["“”„]/g, ''), start, end: selectionStart};
}

function ranked(choices, value) {  // the best first; among equals what was visited last, then where something was said last
  const typed = fuzzy.asked(value.replace(/^[@#]/, ''));
  const order = new Map(list.visited().map((room, index) => [room, index]));
  const place = ({value: room}) => order.get(room) ?? order.size;
  const all = choices.map((one) => ({one, how: fuzzy.rank(typed, one.found)})).filter(({how}) => how < fuzzy.NEVER);
  all.sort((a, b) => a.how - b.how || place(a.one) - place(b.one) || b.one.at - a.one.at);
  return all.slice(0, MOST).map(({one}) => one);
}

function isMeant(operator, value) {
  const typed = value.toLowerCase();
  return ({insert, name, isCalendar}) => isCalendar || name.toLowerCase().startsWith(typed)
    || insert.startsWith(`${operator}:${typed}`);
}

function people(operator, value) {
  const me = [{insert: `${operator}:me`, name: ME[operator], note: `${operator}:me`}].filter(isMeant(operator, value));
  const others = ranked(list.all().filter(({username}) => username), value).map((one) => (
    {insert: `${operator}:${one.username}`, name: one.name, note: `@${one.username}`, mark: () => markOf(one)}));
  return [...me, ...others].slice(0, MOST);
}

function rooms(value) {
  return ranked(list.all().filter((one) => one.in), value).map((one) => (
    {insert: one.in, name: one.name, note: one.username ? `@${one.username}` : '', mark: () => markOf(one)}));
}

export function offers({operator, value}) {  // what is put into the query, and what is shown of it
  if (operator === 'in') return rooms(value);
  if (operator in ME) return people(operator, value);
  if (!VALUES[operator]) {
    const offered = days(operator).filter(isMeant(operator, value));
    return value && offered.length === 1 ? [] : offered;  // a date is being typed: no calendar is needed
  }
  return VALUES[operator].map(([word, name]) => ({insert: `${operator}:${word}`, name, note: `${operator}:${word}`})).filter(isMeant(operator, value));
}
