// The field grows with what is typed in it, and says at each key how much is left: the server would answer too late.
import {left, leftInWords} from '../elements/text_length.js';

export function entry(box) {
  return box.querySelector('textarea');
}

export function note(box, words, kind = 'error') {
  box.querySelector(`.${kind}`).textContent = words;
}

export function fit(box) {  // as much as fits, and what is left
  const field = entry(box);
  const limit = Number(box.dataset.limit);
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  note(box, leftInWords(field.value, limit), 'count');
  box.toggleAttribute('data-over', left(field.value, limit) < 0);
}
