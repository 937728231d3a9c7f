// What one reader has unfolded stays so when the row is drawn again, and only the browser has a clipboard.

const sheet = new CSSStyleSheet();  // a rule for each message that is unfolded here, by its key
document.adoptedStyleSheets.push(sheet);
const unfolded = [];

function toggle(row) {
  const {key} = row.dataset;
  const at = unfolded.indexOf(key);
  if (at < 0) {
    sheet.insertRule(`[data-key="${CSS.escape(key)}"] { --folded: none; --fade: none; --unfold: var(--fold-label); }`,
      unfolded.length);
    unfolded.push(key);
  } else {
    sheet.deleteRule(at);
    unfolded.splice(at, 1);
  }
  return at < 0;
}

function unfold(button) {  // the row stays where it is, whatever the conversation sticks to
  const row = button.closest('.msg, .thread-root');
  const box = row.closest('.conversation');
  const {top} = row.getBoundingClientRect();
  const isOpen = toggle(row);
  button.setAttribute('aria-labelledby', isOpen ? 'say-less' : 'say-more');
  const wanted = isOpen ? top : Math.max(top, box.getBoundingClientRect().top + 48);  // folded: into view
  box.scrollTop += row.getBoundingClientRect().top - wanted;
}

function select(code) {
  const selection = getSelection();
  selection.selectAllChildren(code);
  return selection;
}

async function copy(button) {
  const code = button.parentElement.querySelector('code');
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {  // not over TLS, or not allowed
    const selection = select(code);
    if (!document.execCommand('copy')) return;
    selection.removeAllRanges();
  }
  button.dataset.done = '';
  window.chatapp.toasts.show(document.getElementById('say-copied').textContent);
  setTimeout(() => delete button.dataset.done, 2000);
}

document.addEventListener('click', ({target}) => {
  const button = target.closest?.(':is(.msg, .thread-root) :is(.unfold, .copy)');
  if (button?.matches('.unfold')) unfold(button);
  else if (button) copy(button);
});
