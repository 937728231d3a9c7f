// Editing begins without a round trip: by the toolbar's act, or by an arrow in the empty composer, which the browser knows.
import * as completion from '../completion/completion.js';
import * as editing from './editing.js';
import * as edits from './edits.js';
import * as stash from './edit_stash.js';
import * as formatting from '../composer/formatting.js';
import {isComposing} from '../elements/keys.js';
import {send} from '../messages/message_acts.js';
import {row} from './edit_place.js';
import {placeOf} from '../conversation/conversation_place.js';

function isOwn(message) {
  const box = message.closest('.conversation');
  return message.dataset.author === box.dataset.me && (message.dataset.kind ?? 'text') === 'text'
    && !message.querySelector(':scope > .body > .gone');
}

function isInView(message) {
  const [view, at] = [message.closest('.conversation').getBoundingClientRect(), message.getBoundingClientRect()];
  return at.bottom > view.top && at.top < view.bottom;
}

function arrowed(event) {  // in an empty composer: one's newest message in view, or on the page
  const {key, target, shiftKey, ctrlKey, metaKey, altKey} = event;
  if (key !== 'ArrowUp' || shiftKey || ctrlKey || metaKey || altKey || isComposing(event) || event.defaultPrevented) return;
  if (!target.matches?.('.composer textarea') || target.value) return;
  const own = [...placeOf(target).querySelectorAll('.conversation .log .msg')].filter(isOwn);
  const newest = own.findLast(isInView) ?? own.at(-1);
  if (!newest) return;
  event.preventDefault();
  if (!isInView(newest)) newest.scrollIntoView({block: 'center'});
  editing.begin(newest);
}

function keyed(event) {  // in the field
  const box = event.target.closest?.('.edit-field');
  if (isComposing(event) || !editing.isOpen(box)) return;
  if (completion.keyed(event)) return;
  const isWriting = event.target.localName === 'textarea';
  const isForced = event.ctrlKey || event.metaKey || !matchMedia('(pointer: coarse)').matches;
  if (event.key === 'Escape') editing.cancel(box);
  else if (isWriting && event.key === 'Enter' && !event.shiftKey && isForced) editing.save(box);
  else if (!isWriting || !formatting.keyed(event)) return;
  event.preventDefault();
  event.stopPropagation();
}

function pressed({target}) {
  const mark = target.closest?.('.log .msg .edited');
  if (mark) send(mark.closest('.msg'), 'editions');
  const act = target.closest?.('[data-edit]')?.dataset.edit;
  const box = act && target.closest('.edit-field');
  if (editing.isOpen(box)) (act === 'save' ? editing.save : editing.cancel)(box);
}

document.addEventListener('chatapp:act', ({target, detail}) => {
  if (detail.act === 'edit' && isOwn(target)) editing.begin(target);
});
document.addEventListener('keydown', arrowed);
document.addEventListener('keydown', keyed, true);
document.addEventListener('input', ({target}) => {
  if (!target.matches('.edit-field textarea')) return;
  editing.typed(target.closest('.edit-field'));
  completion.typed(target);
});
document.addEventListener('click', pressed);

customElements.define('edit-watch', class extends HTMLElement {  // stands in the conversation beside the field
  connectedCallback() {
    const log = this.parentElement.querySelector('.log');
    const {room} = this.dataset;
    this.field = this.parentElement.querySelector('.edit-field');
    this.resumed = stash.numbers(room).at(-1);
    this.changes = new MutationObserver(() => this.look());
    this.sizes = new ResizeObserver(() => editing.follow(this.field));
    this.changes.observe(log, {subtree: true, childList: true});
    for (const one of [log, this.parentElement, this.field]) this.sizes.observe(one);
    this.look();
  }

  disconnectedCallback() {
    this.changes.disconnect();
    this.sizes.disconnect();
    editing.leave(this.field);
  }

  look() {
    const message = this.resumed && row(this.field, this.resumed);  // was being edited when the page was left
    if (message && window.socket?.connected) {
      this.resumed = null;
      if (isOwn(message)) editing.begin(message);
    }
    editing.follow(this.field);
  }
});
edits.onChange(() => document.querySelectorAll('edit-watch').forEach((watch) => watch.look()));  // connected, among others
