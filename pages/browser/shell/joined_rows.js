// Fifty rows become one string, so that drawing the page does not go through each of them: made here, of the rows that the page has.
// The server names the elements (`pages/nicegui_patches/joined_rows.py`), and sends nothing of their HTML a second time.
export function join(element, elements) {  // an element of NiceGUI's as it came → the same with what is in it
  if (!element.joined) return;
  const [first, last] = element.joined;
  let html = '';
  for (let id = first; id <= last; id += 1) html += elements[id]?.props.innerHTML ?? '';
  element.props.innerHTML = html;
  delete element.joined;
}
