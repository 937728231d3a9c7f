// The server asks when a message is to be sent. The text stays in the field until the server has it.
import {go} from '../elements/elements.js';
import {say} from './composer_note.js';
import {dateAndTime} from '../elements/local_time.js';
import {field, of, placeOf, roomOf} from '../conversation/conversation_place.js';
import * as replying from './replying.js';
import {tooLong} from '../elements/text_length.js';
import * as server from '../shell/server.js';
import * as toasts from '../shell/toasts.js';
import * as tray from '../uploads/tray.js';
import * as uploads from '../uploads/uploads.js';

function refusal({value, dataset}, place) {
  const [files, ...more] = tray.groups(roomOf(place), Number(dataset.filesOfMessage));
  if (!value.trim() && !files.length) return 'Write a message first.';
  if (more.length) return `A message sent later can have up to ${dataset.filesOfMessage} files.`;
  if (!uploads.uuidsOf(files)) return 'Wait until all files are uploaded, or remove them.';
  return tooLong(value, Number(dataset.limit)) || replying.refusal(place);
}

export function ask(entry) {
  const place = placeOf(entry);
  const why = refusal(entry, place);
  say(place, why || '');
  if (why) return;
  const files = uploads.uuidsOf(tray.files(roomOf(place)));
  const detail = {body: entry.value, reply_to: replying.to(place)?.number ?? null, uploads: files};
  server.tell('send_later', roomOf(place), detail);
}

export function told(what, at, list) {  // "You'll be reminded" and when, and where that is listed
  toasts.show(`${what} ${dateAndTime(new Date(at))}.`, 'See all', () => go(list));
}

export function done(room, body, at, list) {  // what was typed since stays
  told('Scheduled for', at, list);
  const place = of(room);
  const entry = field(place);
  if (entry?.value !== body) return;
  for (const {id} of tray.files(room)) uploads.finish(id);
  tray.clear(place);
  replying.show(place, null);
  entry.value = '';
  entry.dispatchEvent(new Event('input', {bubbles: true}));
}
