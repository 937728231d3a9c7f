// Which sections are folded belongs to the browser, and is known here before anything is drawn, so that nothing jumps.

const KEY = 'chatapp.folded';

function folded() {
  try {
    return (localStorage.getItem(KEY) || '').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

function show(names) {
  document.documentElement.dataset.folded = names.join(' ');
  for (const button of document.querySelectorAll('[data-folds]')) {
    button.setAttribute('aria-expanded', String(!names.includes(button.dataset.folds)));
  }
}

function toggle(name) {
  const before = folded();
  const names = before.includes(name) ? before.filter((other) => other !== name) : [...before, name];
  try {
    localStorage.setItem(KEY, names.join(' '));
  } catch {
    // a browser that stores nothing folds for as long as the page lives
  }
  show(names);
}

export function apply() {
  show(folded());
}

export function press(event, emit) {  // on a heading, or on the button beside it, which is told to Python
  const fold = event.target.closest('[data-folds]');
  const add = event.target.closest('[data-add]');
  if (fold) toggle(fold.dataset.folds);
  if (add) emit(add.dataset.add);
}

apply();
window.addEventListener('storage', ({key}) => {
  if (key === KEY) apply();
});
