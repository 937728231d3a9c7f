// The first lines of a text file are fetched when somebody wants to see them; a row that is drawn again keeps them.

const BYTES = 4096;
const LINES = 20;
const BUTTONS = ':is(.msg, .thread-root) .lines';
const shown = new Map();  // by address: what is shown under its card

function linesOf(text, isWhole) {  // the last line may be cut off, even within a character
  const lines = text.split('\n');
  if (!isWhole && lines.length > 1) lines.pop();
  const rest = lines.length > LINES || !isWhole;
  return lines.slice(0, LINES).join('\n').trimEnd() + (rest ? '\n…' : '');
}

async function read(address) {
  try {
    const answer = await fetch(address, {headers: {Range: `bytes=0-${BYTES - 1}`}});
    if (!answer.ok) throw new Error(String(answer.status));
    const size = Number(answer.headers.get('Content-Range')?.split('/')[1] ?? 0);
    return linesOf((await answer.text()).replaceAll('\r\n', '\n'), size <= BYTES);
  } catch {
    return "The first lines can't be shown right now.";
  }
}

function draw(button) {
  const text = shown.get(button.dataset.from);
  const after = button.nextElementSibling;
  if ((text === undefined) === (after === null)) return;
  button.setAttribute('aria-expanded', text !== undefined);
  button.setAttribute('aria-labelledby', text === undefined ? 'say-lines' : 'say-no-lines');
  if (after) after.remove();
  else button.after(Object.assign(document.createElement('pre'), {className: 'excerpt', tabIndex: 0, textContent: text}));
}

function still(button, act) {  // the card stays where it is, whatever the conversation sticks to
  const box = button.closest('.conversation');
  const {top} = button.getBoundingClientRect();
  act();
  if (box) box.scrollTop += button.getBoundingClientRect().top - top;
}

async function toggle(button) {
  const {from} = button.dataset;
  if (!shown.delete(from)) shown.set(from, await read(from));
  if (!button.isConnected) return;
  still(button, () => draw(button));
  button.nextElementSibling?.scrollIntoView({block: 'nearest'});
}

document.addEventListener('click', ({target}) => {
  const button = target.closest?.(BUTTONS);
  if (button) toggle(button);
});
new MutationObserver(() => {
  if (shown.size) for (const button of document.querySelectorAll(BUTTONS)) draw(button);
}).observe(document, {subtree: true, childList: true});
