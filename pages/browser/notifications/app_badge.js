// The icon of an installed chat shows what concerns its person; only the browser can put it there.
import {isOn, onChange} from './device_switches.js';

let told = null;  // a push may have put a number there before this page
let last = [0, 0];

export function show(unread, called) {  // a number of what concerns one, a dot for the rest
  last = [unread, called];
  if (!navigator.setAppBadge) return;
  const wanted = !isOn('badge') || !unread ? '' : called ? String(called) : 'dot';
  if (wanted === told) return;
  told = wanted;
  const done = !wanted ? navigator.clearAppBadge() : wanted === 'dot' ? navigator.setAppBadge() : navigator.setAppBadge(called);
  done.catch(() => {});  // it is not installed
}

onChange(() => show(...last));
