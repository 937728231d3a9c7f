// How high the field is and what is left of it changes at each key, which the server would answer too late.
import {say} from './composer_note.js';
import {placeOf, roomOf} from '../conversation/conversation_place.js';
import * as waits from './send_waits.js';
import {left, leftInWords} from '../elements/text_length.js';
import * as tray from '../uploads/tray.js';

export function show(entry) {  // as much as fits, what is left, and whether there is anything to send
  const place = placeOf(entry);
  entry.style.height = 'auto';
  entry.style.height = `${entry.scrollHeight}px`;
  const limit = Number(entry.dataset.limit);
  say(place, leftInWords(entry.value, limit), 'count');
  const box = entry.closest('.composer');
  box.toggleAttribute('data-over', left(entry.value, limit) < 0);
  const isEmpty = !entry.value.trim() && !tray.files(roomOf(place)).length;
  box.querySelector('.send').disabled = isEmpty || waits.isHeld(roomOf(place));
}
