// Rows are the same for all readers: what one has pressed, chosen or sorted, and what waits for an answer, is theirs alone.
//
// A press has a key of its own, so that sending it again is the same press. The button waits until the server has it;
// what follows from it comes as the row drawn again, or as a message.
import {ask, fill} from './block_form.js';
import {boxOf, rowOf, tell} from './message_acts.js';
import * as names from './reaction_names.js';
import * as toasts from '../shell/toasts.js';

const WAITS = 10_000;  // milliseconds, after which one may press again

const waiting = new Map();  // a press's key → {box, number, action, values, timer}

function controlOf({box, number, action}) {  // the row may have been drawn again meanwhile, or be out of sight
  return box.querySelector(`.msg[data-number="${number}"] .blocks [data-action="${CSS.escape(action)}"]`);
}

function placeOf(control) {
  const row = rowOf(control);
  return {box: boxOf(row), number: Number(row.dataset.number), action: control.dataset.action};
}

function setWaiting(control, isWaiting) {
  control?.toggleAttribute('data-waiting', isWaiting);
  if (isWaiting) control?.setAttribute('aria-disabled', 'true');
  else control?.removeAttribute('aria-disabled');
}

function done(key) {
  const sent = waiting.get(key);
  if (!sent) return null;
  clearTimeout(sent.timer);
  waiting.delete(key);
  const control = controlOf(sent);
  setWaiting(control, false);
  if (control?.matches('select')) control.value = '';
  return sent;
}

function press(place, values = {}) {  // says whether it could be sent
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;  // not over TLS
  if (!tell(place.box, place.number, 'press', JSON.stringify([key, place.action, values]))) return false;
  setWaiting(controlOf(place), true);
  waiting.set(key, {...place, values, timer: setTimeout(() => done(key), WAITS)});
  return true;
}

function fillIn(place, values = {}, sentence = '') {  // again, with what was typed, if it could not be sent
  const control = controlOf(place);
  if (!control) return toasts.show(sentence);
  return fill(control, values, sentence, (given) => press(place, given) || fillIn(place, given));
}

export function settled(key) {
  done(key);
}

export function refused(key, sentence) {
  const sent = done(key);
  const control = sent && controlOf(sent);
  if (control?.matches('[aria-haspopup]')) fillIn(sent, sent.values, sentence);
  else if (control) names.say(control, sentence);
  else toasts.show(sentence);
}

async function pressed(control) {
  if (control.matches('[data-waiting]')) return;
  const place = placeOf(control);
  const question = control.dataset.confirm;
  if (control.matches('[aria-haspopup]')) fillIn(place);
  else if (!question || await ask(question, control)) press(place);
}

function compare(one, other, isNumeric) {
  return isNumeric ? Number(one) - Number(other) : one.localeCompare(other, undefined, {numeric: true});
}

function sort(head) {
  const table = head.closest('table');
  const at = [...head.parentElement.children].indexOf(head);
  const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
  for (const other of table.querySelectorAll('[aria-sort]')) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
  const isNumeric = head.matches('.right');
  const rows = [...table.tBodies[0].rows].map((row) => [row.cells[at].textContent, row]);
  const sorted = rows.filter(([value]) => value).toSorted(([one], [other]) => sign * compare(one, other, isNumeric));
  table.tBodies[0].append(...[...sorted, ...rows.filter(([value]) => !value)].map(([, row]) => row));
}

document.addEventListener('click', ({target}) => {
  const control = target.closest?.('.msg .blocks :is(button[data-action], .sort)');
  if (control?.matches('.sort')) sort(control.closest('th'));
  else if (control) pressed(control);
});
document.addEventListener('change', ({target}) => {
  if (!target.matches?.('.msg .blocks select[data-action]') || !target.value) return;
  if (!press(placeOf(target), {value: target.value})) target.value = '';
});
