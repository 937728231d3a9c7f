// What is typed is shown as it will look: drawn by the server like every message, and put in place of the field here.

function composer() {
  return document.querySelector('.composer');
}

function part(selector) {
  return composer().querySelector(selector);
}

function isShown() {
  return composer()?.hasAttribute('data-preview') ?? false;
}

function note(words) {
  part('.composer-note .error').textContent = words;
}

function turn(isOn) {
  composer().toggleAttribute('data-preview', isOn);
  part('.preview').hidden = !isOn;
  part('[data-tool=preview]').setAttribute('aria-pressed', isOn);
}

export function close() {  // says whether it was shown
  if (!isShown()) return false;
  turn(false);
  part('textarea').focus();
  return true;
}

export function toggle() {
  if (close()) return;
  const entry = part('textarea');
  if (!entry.value.trim()) note('Type a message to preview it.');
  else if (window.socket?.connected) composer().dispatchEvent(new CustomEvent('preview', {detail: entry.value}));
  else note("You can't preview while you're offline.");
}

export function show(html) {  // it has passed the server's list of what is allowed
  if (!composer()) return;
  part('.preview').innerHTML = `<div class="body">${html}</div>`;
  turn(true);
  part('.preview').focus();
}

export function refuse(words) {
  if (composer()) note(words);
}
