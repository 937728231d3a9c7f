// What is typed in code is nobody's name and no emoji: that is asked at each key, which the server would answer too late.
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*(?:`|$)/g;

export function withoutCode(text) {
  return text.replace(CODE, '');
}

export function isInCode(before, typed) {  // says whether what is typed last stands in code that is not closed yet
  const rest = withoutCode(before);
  return rest.length < before.length && !rest.endsWith(typed);
}
