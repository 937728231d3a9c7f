// What the browser keeps for an account outlives the page, when there is no Python to keep it; a browser may refuse.

export function prefix() {  // of all that is kept in this browser for the account
  return `chatapp.${document.querySelector('.shell')?.dataset.account}.`;
}

export function store(key, value) {  // an empty value takes the key away; says whether it could be stored
  try {
    if (value) localStorage.setItem(prefix() + key, value);
    else localStorage.removeItem(prefix() + key);
    return true;
  } catch {
    return false;
  }
}

export function load(key) {
  try {
    return localStorage.getItem(prefix() + key) || '';
  } catch {
    return '';
  }
}

export function stored() {  // keys, with the prefix, and values of the account
  try {
    return Object.entries(localStorage).filter(([key]) => key.startsWith(prefix()));
  } catch {
    return [];
  }
}

export function newId() {  // crypto.randomUUID is missing where Chatapp is reached without TLS
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16));
}
