// What the server made as HTML is changed where it stands, part by part: nothing around it is drawn again.
import {of} from '../conversation/conversation_place.js';

function change(part, name, value) {
  if (name === 'innerHTML') part.innerHTML = value;
  else if (value === null) part.removeAttribute(name);
  else part.setAttribute(name, value);
}

export function set(room, name, values) {  // of the part with this `data-part`, in a room's place or, with '', in the page
  const part = (room ? of(room) : document)?.querySelector(`[data-part="${name}"]`);
  if (part) for (const [key, value] of Object.entries(values)) change(part, key, value);
}
