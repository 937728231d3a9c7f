// One entry of the browser's store holds all that belongs to a draft: two could come apart when a tab is closed between.
//
// It is the text; with more to keep, a mark and that in JSON come before it, on a line of their own: the message that is
// answered, and as `base` what the server had when this text was last compared with it (`draft_sync.js`).
const MARK = '\u001e';  // nobody types it

export const NO_BASE = {revision: 0, text: '', tried: '', reply: 0};

export function packed(text, reply, base = null) {  // reply: {number, name, words} of the message, or null
  const more = {...reply, ...(text && base?.revision !== undefined && base !== NO_BASE && {base})};
  return Object.keys(more).length ? `${MARK}${JSON.stringify(more)}\n${text}` : text;
}

function baseOf({base}) {
  const isOne = Number.isInteger(base?.revision);
  const {revision, text, tried, reply = 0} = isOne ? base : NO_BASE;
  return isOne ? {revision, text: String(text), tried: String(tried), reply: Number(reply)} : null;
}

export function unpacked(entry) {  // {text, reply, base}
  if (!entry.startsWith(MARK)) return {text: entry, reply: null, base: null};
  const end = entry.indexOf('\n');
  const text = entry.slice(end + 1);
  try {
    const {number, name = '', words = '', ...more} = JSON.parse(entry.slice(1, end));
    const reply = Number.isInteger(number) ? {number, name: String(name), words: String(words)} : null;
    return {text, reply, base: baseOf(more)};
  } catch {
    return {text, reply: null, base: null};
  }
}
