// What is typed is kept, measured and completed at each key, in whichever conversation of the page: the server is too far.
import * as commands from '../completion/command_completion.js';
import * as completion from '../completion/completion.js';
import {say} from './composer_note.js';
import {show} from './composer_state.js';
import * as drafts from '../drafts/drafts.js';
import {refusal} from '../completion/name_completion.js';
import * as places from '../conversation/conversation_place.js';
import {field, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as preview from './preview.js';
import * as replying from './replying.js';
import * as waits from './send_waits.js';
import * as tray from '../uploads/tray.js';

export function focus(room) {
  field(places.of(room))?.focus();
}

export function fields() {  // of all places
  return places.all().map(field).filter(Boolean);
}

export function resume(entry) {  // what was typed before
  const place = placeOf(entry);
  if (!entry.value) entry.value = drafts.take(roomOf(place));
  if (!replying.to(place)) replying.show(place, drafts.replyOf(roomOf(place)));
  tray.enter(place);
  show(entry);
}

function keep(entry) {
  const place = placeOf(entry);
  drafts.keep(roomOf(place), entry.value, replying.to(place));
}

export function typed(entry) {
  const place = placeOf(entry);
  if (entry !== field(place)) return;  // what describes a picture
  say(place, refusal(entry.value, roomOf(place)) || commands.problem(entry));
  show(entry);
  keep(entry);
  completion.typed(entry);
  commands.follow(entry);
}

document.addEventListener('chatapp:names', () => {
  for (const entry of fields()) {
    const place = placeOf(entry);
    const why = refusal(entry.value, roomOf(place));
    if (why) say(place, why);
  }
});
waits.onChange(() => fields().forEach(show));
tray.onChange({changed: (place) => field(place) && show(field(place)), leave: (place) => field(place)?.focus(), say});
replying.onChange((place) => {
  const entry = field(place);
  keep(entry);
  say(place, '');
  preview.close(place);
  entry.focus();
});
