// How large a file is stands beside it before the server knows of it; in the words of `chatapp/uploads/limits.py`.
const LARGER = ['KB', 'MB', 'GB', 'TB'];

export function inWords(size) {
  let [value, at] = [size, -1];
  for (; value >= 1000 && at < LARGER.length - 1; at += 1) value /= 1024;
  return at < 0 ? `${size} byte${size === 1 ? '' : 's'}` : `${Number(value.toPrecision(3))} ${LARGER[at]}`;
}
