// A name is found while it is typed: each key is answered at once, so names are compared here, not by the server.

const MARKS = /[\u0300-\u036f]/g;  // accents
const OTHERS = /[ßæœøłđðþħŧı]/g;  // letters that have no accent to take off
const SPELLED = {ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ŧ: 't', ı: 'i'};
const HUMPS = /(\p{Ll})(\p{Lu})/gu;
const BETWEEN = /[^\p{L}\p{N}\p{M}\p{So}]+/u;

export const NEVER = Infinity;

function folded(text) {
  const plain = text.normalize('NFKD').replace(MARKS, '').toLowerCase();
  return plain.replace(OTHERS, (letter) => SPELLED[letter]);
}

function wordsOf(text) {
  return folded(text.replace(HUMPS, '$1 $2')).split(BETWEEN).filter(Boolean);
}

export function prepared(name, more = '') {  // what `rank` compares: made once for each name
  const words = wordsOf(name);
  return {whole: words.join(' '), joined: folded(name), words, more: wordsOf(more)};
}

export function asked(text) {  // what `rank` looks for
  const parts = folded(text).split(BETWEEN).filter(Boolean);
  return {parts, whole: parts.join(' '), letters: parts.join(''), typed: folded(text).trim()};
}

function common(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function isChain(letters, words) {  // they are beginnings of words, in their order: "dt" and "deste" find "Design Team"
  const dead = new Set();
  const from = (at, word) => {
    if (at === letters.length) return true;
    const key = at * 1000 + word;
    if (word >= words.length || dead.has(key)) return false;
    for (let next = word; next < words.length; next += 1) {
      for (let length = common(words[next], letters.slice(at)); length; length -= 1) {
        if (from(at + length, next + 1)) return true;
      }
    }
    dead.add(key);
    return false;
  };
  return from(0, 0);
}

export function rank({parts, whole, letters, typed}, name) {  // the better a name fits, the lower; NEVER if it does not
  if (!typed || name.whole === whole && whole) return 0;
  const {words, more, joined} = name;
  if (whole && name.whole.startsWith(whole) || joined.startsWith(typed)) return 1;
  if (!parts.length) return joined.includes(typed) ? 5 : NEVER;
  const begins = (all) => parts.every((part) => all.some((word) => word.startsWith(part)));
  if (begins(words)) return 2;
  if (isChain(letters, words)) return 3;
  if (begins([...words, ...more])) return 4;
  return joined.includes(typed) || parts.every((part) => joined.includes(part)) ? 5 : NEVER;
}
