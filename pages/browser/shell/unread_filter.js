// The sidebar with what is unread alone. Whether it is belongs to the browser, as folded sections do (`section_folds.js`).
//
// What to hide is the theme's (`sidebar.css`): rows come and go without a script.

const KEY = 'chatapp.onlyUnread';

function isOn() {
  try {
    return localStorage.getItem(KEY) === 'yes';
  } catch {
    return false;
  }
}

function show(only) {
  document.documentElement.toggleAttribute('data-only-unread', only);
  document.querySelector('.only-unread')?.setAttribute('aria-pressed', String(only));
}

function toggle() {
  const only = !document.documentElement.hasAttribute('data-only-unread');
  try {
    localStorage.setItem(KEY, only ? 'yes' : 'no');
  } catch {
    // a browser that stores nothing hides them for as long as the page lives
  }
  show(only);
}

export function apply() {
  show(isOn());
}

apply();
document.addEventListener('click', ({target}) => {
  if (target.closest?.('.only-unread')) toggle();
});
window.addEventListener('storage', ({key}) => {
  if (key === KEY) apply();
});
