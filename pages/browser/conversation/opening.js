// What is out of view of a room that is being opened is laid out after the first picture: only the browser knows what that is.
//
// The rows above the window get their styles and their layout in the frame after (decision 61 has what that saves). A
// conversation that is opened at its end sticks to it, so nothing in view moves when they are as high as they are.

const LOWEST = 24;  // pixels; no row is lower

export function openAtEnd(reader) {
  const {log} = reader;
  const above = [...log.querySelectorAll('.msg')].slice(0, -Math.ceil(innerHeight / LOWEST));
  if (!above.length) return;
  for (const row of above) row.setAttribute('data-above', '');
  requestAnimationFrame(() => setTimeout(() => {  // the others have been drawn
    for (const row of above) row.removeAttribute('data-above');
    reader.held = NaN;  // where the rows stand was a guess
  }));
}
