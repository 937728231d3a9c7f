// The browser owns what is typed, and a form that sets cookies is sent by the browser: a websocket cannot set any.

const UNREACHABLE = "Can't reach Chatapp. Try again in a moment.";
const PAUSE = 200;  // milliseconds without a key after which what was typed is told

export async function post(event, emit) {  // to the form's own route; Python is told what was refused
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  let answer;
  try {
    const response = await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))});
    answer = await response.json();
  } catch {
    answer = {detail: UNREACHABLE};
  }
  if (answer.location) {
    window.location.assign(answer.location);
    return;
  }
  button.disabled = false;
  emit(answer);
}

export function values(event, emit) {  // over the page's own connection
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  for (const {name, value} of event.target.querySelectorAll('[type=datetime-local]')) {
    if (value) given[name] = new Date(value).toISOString();  // the reader's own clock; Python is told the moment
  }
  emit(given);
}

export function typed({target}, emit) {  // what stands in the field, once the typing pauses
  clearTimeout(target.timer);
  target.timer = setTimeout(() => emit(target.value), PAUSE);
}

export function focusFirstError() {
  document.querySelector('[aria-invalid=true]')?.focus();
}

export function reset(id) {
  getHtmlElement(id)?.reset();
}
