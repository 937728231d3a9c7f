// The keyboard moves through menus and suggestions, and what is scrolled to is seen, without asking the server.

const STEPS = {ArrowDown: 1, ArrowUp: -1};
const NEAR = 200;  // pixels before a list's end at which more of it is needed

export function moveInMenu(event) {
  const items = [...event.currentTarget.querySelectorAll('[role=menuitem]')];
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}

export function moveInSuggestions(event) {  // up from the first leads back to the field
  const options = [...event.currentTarget.querySelectorAll('[data-username]')];
  const step = STEPS[event.key];
  if (!options.length || !step) return;
  event.preventDefault();
  const next = options[options.indexOf(document.activeElement) + step];
  (next ?? event.currentTarget.querySelector('input')).focus();
}

export function choose(event) {  // fills in the suggestion that was pressed, and sends the form
  const option = event.target.closest('[data-username]');
  if (!option) return;
  const form = option.closest('form');
  form.querySelector('input').value = option.dataset.username;
  form.requestSubmit();
}

export function nearEnd({target}, emit) {
  if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR) emit();
}
