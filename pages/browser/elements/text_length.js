// How much of the limit is left is said at each key: the server would come too late.
const NEAR = 500;  // characters before the limit at which it is said how many are left

function lengthOf(text) {  // of what the server would keep of it
  return [...text.replace(/^\n+/, '').trimEnd()].length;
}

export function left(text, limit) {
  return limit - lengthOf(text);
}

export function leftInWords(text, limit) {  // nothing, as long as it is far away
  const number = left(text, limit);
  const count = Math.abs(number);
  if (number > NEAR) return '';
  return `${count === 1 ? '1 character' : `${count} characters`} ${number < 0 ? 'too many' : 'left'}`;
}

export function tooLong(text, limit) {  // why it can't be sent, or nothing
  const length = lengthOf(text);
  if (length <= limit) return '';
  return `A message can have up to ${limit.toLocaleString()} characters; this one has ${length.toLocaleString()}.`;
}
