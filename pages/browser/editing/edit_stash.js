// A message that is being edited when the page is loaded again must still be: each tab keeps what is typed in it.
import {prefix} from '../elements/account_storage.js';

function start() {
  return `${prefix()}editing.`;
}

export function stash({room, number}, value) {  // {body, revision}, or nothing
  const key = `${start()}${room}.${number}`;
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch {
    // full, or not allowed: it lives as long as the page
  }
}

export function stashed(room, number) {
  try {
    return JSON.parse(sessionStorage.getItem(`${start()}${room}.${number}`));
  } catch {
    return null;
  }
}

export function numbers(room) {  // of the messages that are being edited
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(`${start()}${room}.`));
    return keys.map((key) => Number(key.split('.').at(-1)));
  } catch {
    return [];
  }
}
