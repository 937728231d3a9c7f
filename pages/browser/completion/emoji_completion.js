// While a name like `:tad` is typed, the emoji it may become are offered at each key: the server would come too late.
import {face} from '../emoji/custom_emoji.js';
import {BEGINNINGS, groups, search, shown, use} from '../emoji/emoji_list.js';

const BEGUN = /(?:^|[\s("'[])(:(?:[a-z][a-z0-9_-]+|[+-]1))$/i;  // no time of day, no :D
const MOST = 6;

export function begun(before) {  // what is typed of a name, at the end of a text
  return BEGUN.exec(before)?.[1] ?? null;
}

function option(one, words) {
  const symbol = document.createElement('span');
  symbol.append(face(shown(one)));
  return [symbol, `:${one.codes.find((code) => code.startsWith(words)) ?? one.codes[0]}:`];
}

export async function find(typed) {  // rejects out of reach: the name is sent as it is, and shown as the emoji
  const words = typed.slice(1).toLowerCase();
  return search(await groups(), typed, MOST, BEGINNINGS).map((one) => (
    {insert: `${shown(one)} `, parts: () => option(one, words), use: () => use(one)}));
}
