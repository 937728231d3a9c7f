// One entry of the browser's store holds all that belongs to a draft: two could come apart when a tab is closed between.
//
// It is the text; with a message that is answered, a mark and that message in JSON come before it, on a line of their own.
const MARK = '\u001e';  // nobody types it

export function packed(text, reply) {  // reply: {number, name, words} of the message that is answered, or null
  return reply ? `${MARK}${JSON.stringify(reply)}\n${text}` : text;
}

export function unpacked(entry) {  // {text, reply}
  if (!entry.startsWith(MARK)) return {text: entry, reply: null};
  const end = entry.indexOf('\n');
  const text = entry.slice(end + 1);
  try {
    const {number, name = '', words = ''} = JSON.parse(entry.slice(1, end));
    return {text, reply: Number.isInteger(number) ? {number, name: String(name), words: String(words)} : null};
  } catch {
    return {text, reply: null};
  }
}
