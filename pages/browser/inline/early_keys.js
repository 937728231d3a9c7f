// What is typed while a page is loaded anew, before there is anything on it: `first_look.js` has a field for it.
window.earlyKeys = Object.assign(new AbortController(), {text: ''});
document.addEventListener('keydown', ({key, altKey, ctrlKey, metaKey, isComposing}) => {
  if ([...key].length === 1 && !altKey && !ctrlKey && !metaKey && !isComposing) window.earlyKeys.text += key;
}, {signal: window.earlyKeys.signal});
