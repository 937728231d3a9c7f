// The keyboard moves through menus, and what is scrolled to is seen, without asking the server.

const STEPS = {ArrowDown: 1, ArrowUp: -1};
const NEAR = 200;  // pixels before a list's end at which more of it is needed

export function moveInMenu(event, menu = event.currentTarget) {
  const items = [...menu.querySelectorAll('[role=menuitem]')].filter((one) => one.checkVisibility());
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}

export function nearEnd({target}, emit) {
  if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR) emit();
}
