// One listener serves the buttons of all rows, and the focus is where the browser says.

const CLOSING = 350;  // milliseconds until a dialog that closes has given the focus back

export function press(event, emit) {  // tells what the pressed button does, and to which row
  const button = event.target.closest('[data-act]');
  if (button) emit(button.dataset.act, button.closest('tr').dataset.key);
}

export function refocus(id) {  // a changed row has a new button: a dialog gives the focus back to the old one, in vain
  setTimeout(() => {
    if (document.activeElement === document.body) getHtmlElement(id)?.querySelector('button')?.focus();
  }, CLOSING);
}
