// Some of what the switcher does, the browser does alone; the rest it asks the server for, if there is a line to it.
import * as server from '../shell/server.js';
import * as shortcuts from '../shell/shortcuts.js';
import * as toasts from '../shell/toasts.js';

const LOCAL = {
  shortcuts: () => shortcuts.show(),
  'sign-out': () => document.getElementById('sign-out')?.requestSubmit(),
};

export function act(name, value) {
  if (name in LOCAL) LOCAL[name]();
  else if (window.socket?.connected) server.tell('switcher_act', name, value ?? '');
  else toasts.show("You're offline. Try that again when you're back.");
}
