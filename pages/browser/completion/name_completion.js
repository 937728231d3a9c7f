// While a name is typed, the server is asked whom it may mean; the answer must come to the field and key it was asked for.
import {withoutCode} from '../elements/code_text.js';
import {placeOf, roomOf} from '../conversation/conversation_place.js';
import * as server from '../shell/server.js';

const BEGUN = /(?:^|[^\p{L}\p{N}@＠])([@＠][\p{L}\p{M}\p{N}._-]{0,32}|#[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,32})$/u;
const CALL = /(?:^|[^\p{L}\p{N}@])@(?:room|here)(?![\p{L}\p{N}_-])/iu;
const PATIENCE = 4000;  // milliseconds until the list does without an answer

const refusals = new Map();  // room → why one may not call everybody there
let token = 0;
let waiting = null;

export function begun(before) {
  return BEGUN.exec(before)?.[1] ?? null;
}

export function find(typed, entry) {  // resolves to rows: what they put into the text, and their HTML, made by the server
  if (!window.socket?.connected) return Promise.resolve([]);
  const room = roomOf(placeOf(entry));
  token += 1;
  return new Promise((resolve) => {
    waiting?.resolve([]);
    waiting = {token, resolve, room};
    setTimeout(() => resolve([]), PATIENCE);
    server.tell('complete_name', token, typed[0] === '#' ? '#' : '@', typed.slice(1), room);
  });
}

export function offer(asked, json) {
  if (waiting?.token !== asked) return;
  const answer = JSON.parse(json);
  if (answer.refusal !== null) refusals.set(waiting.room, answer.refusal);
  waiting.resolve(answer.rows.map(([insert, html]) => ({insert: `${insert} `, html})));
  document.dispatchEvent(new CustomEvent('chatapp:names'));
}

export function refusal(text, room) {  // why a text can't be sent as it is, as far as one knows
  return CALL.test(withoutCode(text)) ? refusals.get(room) ?? '' : '';
}
