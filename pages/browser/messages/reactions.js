// A reaction is shown before the server has it: a round trip is too long for a click, and rows are drawn for everybody.
//
// A row that was guessed keeps what it was. The server's answer comes as the row drawn again; if it changed nothing, or
// refused, what was is put back, so the page never stays at a guess.
import {face} from '../emoji/custom_emoji.js';
import {act, rowOf, send} from './message_acts.js';
import {open} from '../emoji/emoji_picker.js';
import {of, placeOf} from '../conversation/conversation_place.js';
import * as names from './reaction_names.js';
import * as toasts from '../shell/toasts.js';
import * as toolbar from './message_toolbar.js';

const SETTLED = 2000;  // milliseconds after the last answer, by when a row that changed has been drawn again
const POP = 120;  // milliseconds

const before = new WeakMap();  // a guessed row's element → {html: of its reactions, waiting: answers to come}

function listOf(row) {
  return row.querySelector(':scope > .reactions');
}

function chipOf(row, emoji) {
  return [...listOf(row)?.children ?? []].find((chip) => chip.dataset.emoji === emoji) ?? null;
}

function numberOf(chip) {
  return chip.querySelector('b');
}

function newChip(emoji) {
  const chip = Object.assign(document.createElement('li'), {innerHTML: '<button type="button"></button>'});
  Object.assign(chip.dataset, {emoji, people: ''});
  chip.firstChild.append(face(emoji), ' ', Object.assign(document.createElement('b'), {textContent: '0'}));
  return chip;
}

function newList(row) {
  const list = Object.assign(document.createElement('ul'), {className: 'reactions'});
  list.setAttribute('aria-label', 'Reactions');
  row.append(list);
  return list;
}

function guess(row, emoji, isOn) {
  const chip = chipOf(row, emoji) ?? (listOf(row) ?? newList(row)).appendChild(newChip(emoji));
  const count = Number(numberOf(chip).textContent.replaceAll(',', '')) + (isOn ? 1 : -1);
  const people = chip.dataset.people.split(' ').filter((one) => one && one !== names.self(row));
  if (!count) {
    chip.remove();
    return;
  }
  numberOf(chip).textContent = count.toLocaleString('en');
  chip.dataset.people = (isOn ? [...people, names.self(row)] : people).join(' ');
  chip.toggleAttribute('data-off', !isOn);  // stronger than the page's own mark
  if (isOn) chip.animate?.([{transform: 'scale(.8)'}, {transform: 'none'}], still() ? 0 : POP);
}

function still() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function toggle(row, emoji) {
  const chip = chipOf(row, emoji);
  const isOn = !(chip && names.isOwn(chip));
  if (!send(row, 'reaction', `${isOn ? '+' : '-'}${emoji}`)) return;
  const kept = before.get(row) ?? {html: listOf(row)?.outerHTML ?? '', waiting: 0};
  kept.waiting += 1;
  before.set(row, kept);
  guess(row, emoji, isOn);
}

function putBack(row) {
  const {html} = before.get(row);
  before.delete(row);
  listOf(row)?.remove();
  row.insertAdjacentHTML('beforeend', html);
}

function rowNumbered(place, number) {
  return place?.querySelector(`.conversation .msg[data-number="${number}"]`) ?? null;
}

export function settled(room, number) {  // the server has done it: what has changed is drawn again
  const row = rowNumbered(of(room), number);
  const kept = row && before.get(row);
  if (!kept) return;
  kept.waiting -= 1;
  setTimeout(() => {
    if (row.isConnected && before.get(row) === kept && !kept.waiting) putBack(row);
  }, SETTLED);
}

export function refused(room, number, emoji, sentence) {
  const row = rowNumbered(of(room), number);
  if (row && before.has(row)) putBack(row);
  if (row) names.say(chipOf(row, emoji) ?? row, sentence);
  else toasts.show(sentence);
}

function whenClosed(picker, then) {
  const closed = ({newState}) => {
    if (newState !== 'closed') return;
    picker.removeEventListener('toggle', closed);
    then();
  };
  picker.addEventListener('toggle', closed);
}

async function pick(row) {
  const {number} = row.dataset;
  const place = placeOf(row);
  const isByKey = row.contains(document.activeElement);
  const release = toolbar.hold();
  toolbar.show(row);
  const anchor = toolbar.bar().querySelector('[data-act=react]:not([data-value])');
  try {
    await open(anchor, (emoji) => {
      const target = rowNumbered(place, number);
      if (target) act(target, 'react', emoji);
    });
    whenClosed(document.querySelector('.emoji-picker'), () => {
      release();
      if (isByKey) rowNumbered(place, number)?.focus({preventScroll: true, focusVisible: true});
    });
  } catch {
    release();
    toasts.show("Emoji can't be loaded right now.");
  }
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  if (detail.act !== 'react') return;
  if (detail.value) toggle(target, detail.value);
  else pick(target);
});
document.addEventListener('click', ({target}) => {
  const chip = target.closest?.('.msg .reactions li');
  if (chip && target.closest('button')) toggle(rowOf(chip), chip.dataset.emoji);
  else if (target.matches?.('.msg > .reactions')) act(rowOf(target), 'react');  // the sign after the last one
});
