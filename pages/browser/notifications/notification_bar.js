// Whether to be notified is asked once it would have helped: after something came for somebody who was not looking.
import * as device from './device_switches.js';
import {load, store} from '../elements/account_storage.js';

const WORDS = 'Do you want to be notified when someone mentions or writes to you while Chatapp is in the background?';

let bar = null;

function button(label, classes, act) {
  const made = Object.assign(document.createElement('button'), {type: 'button', className: `button ${classes}`});
  made.textContent = label;
  made.addEventListener('click', () => {
    bar.remove();
    act();
  });
  return made;
}

function show() {
  if (document.hidden || bar?.isConnected) return;
  document.removeEventListener('visibilitychange', show);
  bar = Object.assign(document.createElement('div'), {className: 'ask-bar'});
  bar.setAttribute('role', 'region');
  bar.setAttribute('aria-label', 'Notifications');
  const acts = Object.assign(document.createElement('div'), {className: 'ask-acts'});
  acts.append(button('Turn on notifications', 'primary', device.ask),
    button('Not now', 'quiet', () => store('device.asked', 'yes')));
  bar.append(Object.assign(document.createElement('p'), {textContent: WORDS}), acts);
  document.body.append(bar);
}

export function missed() {  // something came that nobody saw
  if (device.permission() !== 'default' || load('device.asked')) return;
  if (document.hidden) document.addEventListener('visibilitychange', show);
  else show();
}

device.onChange(() => bar?.remove());
window.addEventListener('storage', ({key, newValue}) => {  // answered in another tab
  if (newValue && key?.endsWith('.device.asked')) bar?.remove();
});
