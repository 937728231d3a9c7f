// What a key means depends on the keyboard and on what writes with it, and only the browser's event tells.

export const IS_APPLE = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
const ELSEWHERE = /^[\u0250-\u{10ffff}]+$/u;  // no letter of a Latin alphabet

export function isComposing({isComposing: isWriting, keyCode}) {  // a letter is: Safari says it has ended before its last key
  return isWriting || keyCode === 229;
}

export function letterOf({key = '', code = ''}) {  // Ctrl+K is one key in all alphabets: in others, by where it stands
  const place = /^Key([A-Z])$/.exec(code);
  if (!place || !ELSEWHERE.test(key)) return key;
  return key === key.toLowerCase() ? place[1].toLowerCase() : place[1];
}

export function isCommand({ctrlKey, metaKey, altKey, shiftKey}, isShifted = false) {  // on Apple's machines Ctrl with a letter moves or deletes in fields
  return (IS_APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && shiftKey === isShifted;
}
