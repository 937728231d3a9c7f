// A page may hold two conversations: a room's own, and a thread's beside it. What is typed or pressed acts where it is.
//
// A conversation's place is the element with `data-place`, its room's uuid, around the messages and the composer. The one
// beside the page's own has `data-beside`. Modules find theirs from the element that an event came from, or by the room.

let last = null;  // the place that had the focus last

export function all() {  // the page's own comes first
  return [...document.querySelectorAll('[data-place]')];
}

export function placeOf(element) {
  return element?.closest?.('[data-place]') ?? null;
}

export function of(room) {  // where a room is shown, if it is
  return all().find(({dataset}) => dataset.place === room) ?? null;
}

export function roomOf(place) {
  return place?.dataset.place ?? '';
}

export function isBeside(place) {
  return place?.matches('[data-beside]') ?? false;
}

export function current() {  // where one is, or was before the focus went elsewhere
  return placeOf(document.activeElement) ?? (last?.isConnected && last.checkVisibility() ? last : all()[0] ?? null);
}

export function field(place) {  // in which a message is written
  return place?.querySelector('.composer textarea') ?? null;
}

document.addEventListener('focusin', ({target}) => {
  last = placeOf(target) ?? last;
});
