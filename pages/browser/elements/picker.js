// The browser owns what is typed: a key moves through the people offered, chooses one or takes the last one back.
import {isComposing} from './keys.js';

const STEPS = {ArrowDown: 1, ArrowUp: -1};

function field(element) {
  return element.closest('.sheet, .picker').querySelector('.picker input');
}

function empty(input) {
  clearTimeout(input.timer);
  input.value = input.sent = '';
  input.focus();
}

export function press(event, emit) {  // a person who is offered, or one who was chosen
  const offered = event.target.closest('[data-uuid]');
  const chosen = event.target.closest('[data-remove]');
  if (offered) emit('add', offered.dataset.uuid);
  else if (chosen) emit('remove', chosen.dataset.remove);
  if (offered || chosen) empty(field(event.target));  // at once: what led to the choice is not sent along with the next
  else if (event.target.closest('.picker-box')) field(event.target).focus();
}

export function key(event, emit) {
  const input = field(event.currentTarget);
  if (STEPS[event.key]) {
    const options = [...event.currentTarget.querySelectorAll('[data-uuid]')];
    event.preventDefault();
    (options[options.indexOf(document.activeElement) + STEPS[event.key]] ?? input).focus();
  } else if (event.target !== input || isComposing(event)) {
    return;
  } else if (event.key === 'Enter') {
    event.preventDefault();
    clearTimeout(input.timer);
    emit('enter', input.sent = input.value);
  } else if (event.key === 'Backspace' && !input.value) {
    emit('remove', '');
  }
}

export function typed(event, emit) {  // what stands in the field when the choice is to end
  const input = field(event.currentTarget);
  clearTimeout(input.timer);
  emit(input.sent = input.value);
}

export function clear(id) {  // after somebody was chosen; what was typed meanwhile stays
  const input = getHtmlElement(id);
  if (!input) return;
  if (input.value === input.sent) empty(input);
  else input.focus();
}
