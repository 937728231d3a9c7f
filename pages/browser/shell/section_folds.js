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

apply();
document.addEventListener('click', ({target}) => {
  const fold = target.closest?.('[data-folds]');
  if (fold) toggle(fold.dataset.folds);
});
window.addEventListener('storage', ({key}) => {
  if (key === KEY) apply();
});
