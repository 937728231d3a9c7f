// The line under the field says at each key what is wrong and how much is left; a sentence that stays is not said twice.

export function said(place) {  // what is wrong, as the line says it
  return place?.querySelector('.composer-note .error')?.textContent ?? '';
}

export function say(place, words, kind = 'error', isUnknown = false) {  // isUnknown: no such command, so the text may be sent as one
  const note = place?.querySelector('.composer-note');
  const shown = note?.querySelector(`.${kind}`);
  if (shown && shown.textContent !== words) shown.textContent = words;
  const asText = note?.querySelector('.as-text');
  if (asText && kind === 'error') asText.hidden = !isUnknown;
}
