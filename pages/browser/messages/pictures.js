// A picture opens over the page by a script that is loaded when the first one is opened: most pages never need it.
//
// One that could not be loaded stays broken, for browsers ask once: it is asked for again when the server is back.
import {isOffline, onChange} from '../shell/connection.js';
import * as toasts from '../shell/toasts.js';

const UNREACHABLE = "This picture can't be opened right now. Try again in a moment.";

document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a.picture');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    const {open} = await import('./lightbox.js');
    open(link);
  } catch {
    toasts.show(UNREACHABLE);
  }
});
onChange(() => {
  if (isOffline()) return;
  for (const image of document.images) {
    if (image.complete && !image.naturalWidth) image.setAttribute('src', image.getAttribute('src'));
  }
});
