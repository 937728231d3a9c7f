// The list of shortcuts is at hand without a connection, and costs a page nothing before somebody asks for it.
import {IS_APPLE} from '../elements/keys.js';

const SHORTCUTS = [
  ['?', 'Show all shortcuts'],
  [IS_APPLE ? '⌘ K' : 'Ctrl K', 'Search or jump to a room, person or view'],
  [IS_APPLE ? '⌘ Shift F' : 'Ctrl Shift F', 'Search messages, in this room first'],
  ['F6', 'Go to the next part of the page'],
  ['Shift F6', 'Go to the previous part of the page'],
  ['Alt ↓', 'Next room'],
  ['Alt ↑', 'Previous room'],
  ['Alt Shift ↓', 'Next unread room'],
  ['Alt Shift ↑', 'Previous unread room'],
  ['↓ j', 'Next message'],
  ['↑ k', 'Previous message'],
  ['Home', 'First message on the page'],
  ['End', 'Newest message'],
  ['Esc', 'Close what is open, or mark the room as read'],
  ['Enter', 'Send the message'],
  ['Shift Enter', 'Start a new line'],
  ['↑', 'In an empty message: edit your last one'],
  [IS_APPLE ? '⌘ B' : 'Ctrl B', 'While you write: bold'],
  [IS_APPLE ? '⌘ I' : 'Ctrl I', 'While you write: italic'],
  [IS_APPLE ? '⌘ E' : 'Ctrl E', 'While you write: code'],
];

let dialog = null;

function keyed(keys) {
  return keys.split(' ').map((key) => Object.assign(document.createElement('kbd'), {textContent: key}));
}

function ofMessages() {  // what the page's toolbar offers on the message that has the focus
  const entries = [...document.querySelectorAll('.message-menu [data-key]')];
  return entries.map(({dataset}) => [{Delete: 'Del'}[dataset.key] ?? dataset.key, `Message: ${dataset.words}`]);
}

function build() {
  dialog = Object.assign(document.createElement('dialog'), {className: 'shortcuts sheet'});
  dialog.setAttribute('aria-labelledby', 'shortcuts-title');
  const title = Object.assign(document.createElement('h2'), {id: 'shortcuts-title', textContent: 'Keyboard shortcuts'});
  Object.assign(title, {tabIndex: -1, autofocus: true});  // the list is read from its beginning, not from its button
  const list = document.createElement('dl');
  for (const [keys, words] of [...SHORTCUTS, ...ofMessages()]) {
    const term = document.createElement('dt');
    term.append(...keyed(keys));
    list.append(term, Object.assign(document.createElement('dd'), {textContent: words}));
  }
  const close = Object.assign(document.createElement('button'), {className: 'button', type: 'button', textContent: 'Close'});
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({target}) => target === dialog && dialog.close());  // beside it
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(title, list, close);
  document.body.append(dialog);
}

export function show() {
  if (dialog?.isConnected) return;
  build();
  dialog.showModal();
}
