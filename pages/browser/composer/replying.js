// Which message one answers is chosen, seen and taken back without a connection, like the text that goes with it.
//
// It is {number, name, words}: its number in the room, who wrote it, and the first line of what it says, for the bar above
// the field. The bar follows the message as long as it is on the page; what comes from another device may be the number
// alone.
import {all, placeOf} from '../conversation/conversation_place.js';

const LENGTH = 160;  // characters of the first line

const answered = new WeakMap();  // by place
let watch = () => {};

function bar(place) {
  return place?.querySelector('.composer .replying') ?? null;
}

function rowOf(place, number) {
  return place.querySelector(`.log .msg[data-number="${number}"]`);
}

function firstLine(row) {
  const first = [...row.querySelector('.body').children].find((one) => !one.matches('.edited, small'));
  const lines = (first?.innerText ?? '').split('\n').map((line) => line.trim());
  return [...lines.find(Boolean) ?? ''].slice(0, LENGTH).join('');
}

function read(row) {
  return {number: Number(row.dataset.number), name: row.querySelector('.who').textContent, words: firstLine(row)};
}

function write(part, words) {
  if (part.textContent !== words) part.textContent = words;  // or the observer below would never come to rest
}

export function onChange(told) {  // called with the place where another message is to be answered, or none
  watch = told;
}

export function to(place) {
  return answered.get(place) ?? null;
}

export function refusal(place) {  // why it can't be answered, as far as the page shows, or nothing
  const reply = to(place);
  const isGone = reply && rowOf(place, reply.number)?.querySelector('.body .gone');
  return isGone ? "The message you're replying to was deleted. Cancel the reply to send yours on its own." : '';
}

export function show(place, reply) {  // reply: as it was kept, or null
  const row = reply && rowOf(place, reply.number);
  const now = row ? read(row) : reply;
  answered.set(place, now);
  const shown = bar(place);
  if (!shown) return;
  shown.hidden = !now;
  const {name, words} = now ?? {};
  write(shown.querySelector('.to'), now ? `Replying to${name ? '' : ' an earlier message'}` : '');
  write(shown.querySelector('bdi'), name ? `${name}:` : '');
  write(shown.querySelector('.words'), words ?? '');
}

export function end(place) {  // says whether there was one
  if (!to(place) || !bar(place)) return false;
  show(place, null);
  watch(place);
  return true;
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  const place = detail.act === 'reply' ? placeOf(target) : null;
  const row = bar(place) && target.closest('.msg');
  if (!row || row.querySelector('.body .gone') || (row.dataset.kind ?? 'text') !== 'text') return;
  show(place, read(row));
  watch(place);
});
new MutationObserver(() => {
  for (const place of all()) if (to(place)) show(place, to(place));
}).observe(document, {subtree: true, childList: true});
