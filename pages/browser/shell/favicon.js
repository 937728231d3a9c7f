// The icon in the browser's tab is drawn for each room and its unread messages, without a request for every picture.

const OWN = 178;  // the hue of pages that are no room's

const DOTS = {  // unread: a ring; what concerns one: a full dot
  unread: '<circle cx="18.5" cy="5.5" r="3.6" fill="#fff" stroke="#f97316" stroke-width="3"/>',
  called: '<circle cx="18.5" cy="5.5" r="5" fill="#f97316" stroke="#fff" stroke-width="1.5"/>',
};

function drawn(hue, kind) {
  const dot = DOTS[kind] ?? '';
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    + `<rect width="24" height="24" rx="6" fill="oklch(.5 .11 ${hue})"/>`
    + '<path d="M7 7h10a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 17 16h-4.5L9 19v-3H7a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1'
    + ` 7 7z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/>${dot}</svg>`;
}

export function show(hue, kind) {  // unread, called, or nothing
  const link = document.querySelector('link[rel~=icon]');
  if (!link) return;
  link.type = 'image/svg+xml';
  link.href = `data:image/svg+xml,${encodeURIComponent(drawn(hue ?? OWN, kind))}`;
}
