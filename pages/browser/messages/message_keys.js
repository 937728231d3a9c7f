// A key acts on the row that has the focus, and which that is only the browser knows.
import {act, offered, rowOf} from './message_acts.js';
import {isComposing, letterOf} from '../elements/keys.js';
import * as layers from '../shell/layers.js';
import * as menu from './message_menu.js';
import * as toolbar from './message_toolbar.js';
import {field, placeOf} from '../conversation/conversation_place.js';

const WRITABLE = 'input, textarea, select, [contenteditable=true]';

function messageOf(target) {  // the row itself, what is in it, or the toolbar that stands on it
  return target.closest?.('.message-toolbar') ? toolbar.row() : rowOf(target);
}

function leave(event, message) {  // out of the toolbar to its row, out of the row to the composer
  event.preventDefault();
  if (event.target.closest('.message-toolbar')) message.focus({preventScroll: true, focusVisible: true});
  else field(placeOf(message))?.focus();
}

document.addEventListener('keydown', (event) => {
  const {key, target} = event;
  const message = messageOf(target);
  if (!message || event.defaultPrevented || isComposing(event) || target.matches(WRITABLE)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || layers.covers(target)) return;
  if (key === 'Escape') {
    leave(event, message);
  } else if (key === 'ContextMenu' || key === 'F10' && event.shiftKey) {
    const more = toolbar.row() === message && toolbar.bar().querySelector('[data-more]');
    if (more && menu.open(message, more)) event.preventDefault();
  } else {
    const entry = offered(message).find(({dataset}) => dataset.key === letterOf(event));
    if (!entry) return;
    event.preventDefault();
    act(message, entry.dataset.act);
  }
});
