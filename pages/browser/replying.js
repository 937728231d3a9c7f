// Which message one answers is chosen, seen and taken back without a connection, like the text that goes with it.
//
// It is {number, name, words}: its number in the room, who wrote it, and the first line of what it says, for the bar above
// the field. The bar follows the message as long as it is on the page; what comes from another device may be the number
// alone.
const LENGTH = 160;  // characters of the first line

let answered = null;
let watch = () => {};

function bar() {
  return document.querySelector('.composer .replying');
}

function rowOf(number) {
  return document.querySelector(`.log .msg[data-number="${number}"]`);
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

export function onChange(told) {  // somebody has chosen another message to answer, or none
  watch = told;
}

export function to() {
  return answered;
}

export function refusal() {  // why it can't be answered, as far as the page shows, or nothing
  const isGone = answered && rowOf(answered.number)?.querySelector('.body .gone');
  return isGone ? "The message you're replying to was deleted. Cancel the reply to send yours on its own." : '';
}

export function show(reply) {  // reply: as it was kept, or null
  const row = reply && rowOf(reply.number);
  answered = row ? read(row) : reply;
  const shown = bar();
  if (!shown) return;
  shown.hidden = !answered;
  const {name, words} = answered ?? {};
  write(shown.querySelector('.to'), answered ? `Replying to${name ? '' : ' an earlier message'}` : '');
  write(shown.querySelector('bdi'), name ? `${name}:` : '');
  write(shown.querySelector('.words'), words ?? '');
}

export function end() {  // says whether there was one
  if (!answered || !bar()) return false;
  show(null);
  watch();
  return true;
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  const row = detail.act === 'reply' && bar() && target.closest('.msg');
  if (!row || row.querySelector('.body .gone') || (row.dataset.kind ?? 'text') !== 'text') return;
  show(read(row));
  watch();
});
new MutationObserver(() => answered && show(answered)).observe(document, {subtree: true, childList: true});
