// Another version of what is typed is offered beside it, without a round trip: it must not be gone while one looks for it.

export function show(place, text) {  // an empty one is none
  const line = place?.querySelector('.composer .other-version');
  if (!line) return;
  line.hidden = !text.trim();
  const words = line.querySelector('.words');
  const shown = text.trim().replace(/\s+/g, ' ');
  if (words.textContent !== shown) words.textContent = shown;
}
