// One entry of the browser's store holds all that belongs to a draft: two could come apart when a tab is closed between.
//
// It is the text; with more to keep, a mark and that in JSON come before it, on a line of their own: the message that is
// answered, as `base` what the server had when this text was last compared with it (`draft_sync.js`), and as `files` what
// is attached (`uploads.js`).
const MARK = '\u001e';  // nobody types it

export const NO_BASE = {revision: 0, text: '', tried: '', reply: 0};

export function packed(text, reply, base = null, files = []) {  // reply: {number, name, words} of the message, or null
  const isKnown = text && base?.revision !== undefined && base !== NO_BASE;
  const more = {...reply, ...(isKnown && {base}), ...(files.length > 0 && {files})};
  return Object.keys(more).length ? `${MARK}${JSON.stringify(more)}\n${text}` : text;
}

function baseOf({base}) {
  const isOne = Number.isInteger(base?.revision);
  const {revision, text, tried, reply = 0} = isOne ? base : NO_BASE;
  return isOne ? {revision, text: String(text), tried: String(tried), reply: Number(reply)} : null;
}

export function unpacked(entry) {  // {text, reply, base, files}
  if (!entry.startsWith(MARK)) return {text: entry, reply: null, base: null, files: []};
  const end = entry.indexOf('\n');
  const text = entry.slice(end + 1);
  try {
    const {number, name = '', words = '', files, ...more} = JSON.parse(entry.slice(1, end));
    const reply = Number.isInteger(number) ? {number, name: String(name), words: String(words)} : null;
    return {text, reply, base: baseOf(more), files: Array.isArray(files) ? files.filter((file) => file?.id) : []};
  } catch {
    return {text, reply: null, base: null, files: []};
  }
}

export function merged(one, other) {  // an earlier state of the same text is no other text
  if (other.startsWith(one)) return other;
  return one.startsWith(other) ? one : `${one}\n${other}`;
}

export function joined(one, other) {  // as `packed` takes it; the other's answer is the later one
  const text = merged(one.text, other.text);
  const base = [other, one].find((draft) => draft.base && draft.text === text)?.base;
  const files = new Map([...one.files, ...other.files].map((file) => [file.id, file]));
  return [text, other.reply ?? one.reply, base ?? null, [...files.values()]];
}
