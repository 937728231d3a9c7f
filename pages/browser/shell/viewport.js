// Where the on-screen keyboard covers the page instead of making it smaller, only the browser knows what can be seen.

const KEYBOARD = 100;  // pixels; less is a bar of the browser's own

function fit() {
  const {height, scale} = window.visualViewport;
  const isCovered = Math.abs(scale - 1) < 0.01 && window.innerHeight - height > KEYBOARD;
  const style = document.documentElement.style;
  if (isCovered) style.setProperty('--visible', `${height}px`);
  else style.removeProperty('--visible');
  if (isCovered) window.scrollTo(0, 0);  // Safari moves the page up to show the field
}

window.visualViewport?.addEventListener('resize', fit);
