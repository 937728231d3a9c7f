// When drafts are compared, read and written: the browser knows what is typed, when one leaves, and what waits to be sent.
import * as drafts from './drafts.js';
import * as states from './draft_state.js';
import * as sync from './draft_sync.js';
import * as other from './other_draft.js';
import * as sendQueue from '../composer/send_queue.js';
import * as places from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';

export function connected(rooms) {  // rooms: those that have a draft on the server
  states.reconnect();
  drafts.setRemote(rooms);
  const shown = places.all().filter(places.field).map(places.roomOf);
  for (const room of new Set([...drafts.left(), ...shown])) server.tell('draft_read', room);
}

export function hear(room, revision, isEmpty) {  // it is another one there
  const state = states.of(room);
  state.heard = Math.max(state.heard, revision);
  drafts.markRemote(room, !isEmpty);
  const {text, base} = drafts.peek(room);
  if (revision <= base.revision || state.flight) return;
  if (isEmpty) sync.arrived(room, revision, '', '');
  else if (text || states.field(room)) server.tell('draft_read', room);
}

function choose(place, act) {
  const room = places.roomOf(place);
  const state = states.of(room);
  const entry = states.field(room);
  const chosen = state.other;
  state.other = act === 'use' ? entry.value : '';
  other.show(place, state.other);
  if (act === 'use') states.put(room, chosen);
  sync.write(room);
  entry.focus();
}

document.addEventListener('click', ({target}) => {
  const button = target.closest('[data-other]');
  if (button) choose(places.placeOf(button), button.dataset.other);
});
drafts.onChange({
  keep(room) {
    states.typed(room);
    sync.writeSoon(room);
  },
  take(room) {
    sync.writeAll(room);
    other.show(places.of(room), '');
    server.tell('draft_read', room);
  },
});
sendQueue.accompany({
  add(item) {
    item.draft = sync.send(item.room);
  },
  post({id, draft}) {
    if (draft) server.tell('draft_sent', id, draft.revision, draft.body);
  },
  done: ({room}) => sync.writeSoon(room),
});
document.addEventListener('visibilitychange', () => document.hidden && sync.writeAll());
window.addEventListener('pagehide', () => sync.writeAll());
