// One listener serves all buttons of a container, and only the browser can put something on the clipboard.

export function act(event, emit) {  // tells what the pressed button does
  const button = event.target.closest('[data-act]');
  if (button?.dataset.act) emit(button.dataset.act);
}

export function go(path) {  // as a press on a link does: no page is loaded
  const link = Object.assign(document.createElement('a'), {href: path, hidden: true});
  document.querySelector('.shell').append(link);
  link.click();
  link.remove();
}

export function copy(event) {  // the secret that stands beside the pressed button
  const field = event.target.closest('.secret').querySelector('input');
  field.focus();
  field.select();
  navigator.clipboard?.writeText(field.value);
}
