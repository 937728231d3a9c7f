// Only the browser can change what it has drawn already, and only it knows in which time zone it is.
import {showAgain} from '../elements/local_time.js';
import * as server from './server.js';

export function apply(theme, density, clock) {
  for (const shown of [document.documentElement, document.body]) Object.assign(shown.dataset, {theme, density, clock});
  window.Quasar.Dark.set(theme === 'system' ? 'auto' : theme === 'dark');
  showAgain();
}

export function tellZone(known) {
  const {timeZone} = new Intl.DateTimeFormat().resolvedOptions();
  if (timeZone && timeZone !== known) server.tell('time_zone', timeZone);
}
