// Custom emoji come and go: the page says where their list is now, and the browser reads it when one is wanted.
import {go} from '../elements/elements.js';

const STILL = '(prefers-reduced-motion: reduce)';

let at = '';  // the address that was read last
let group = {name: 'Custom', emoji: []};
let pictures = new Map();  // `:name:` → [its picture's address, the same without movement]

function told() {
  return document.querySelector('[data-custom-emoji]')?.dataset ?? {};
}

function take(rows) {
  pictures = new Map(rows.map(([name, picture, still]) => [`:${name}:`, [picture, still]]));
  const emoji = rows.map(([name]) => {
    const words = name.replaceAll(/[_-]+/g, ' ').trim();
    return {symbol: `:${name}:`, name: words, codes: [name], topic: '', toned: '', found: words};
  });
  group = {name: 'Custom', emoji};
}

export async function own() {  // resolves to their group; out of reach, to what it was
  const {customEmoji: address} = told();
  if (!address || address === at) return group;
  try {
    const answer = await fetch(address);
    if (answer.ok) {
      take(await answer.json());
      at = address;
    }
  } catch {
    return group;
  }
  return group;
}

export function face(symbol) {  // what shows an emoji: itself, or the picture of a custom one
  const found = pictures.get(symbol);
  if (!found) return symbol;
  const [moving, still] = found;
  const src = matchMedia(STILL).matches ? still : moving;
  return Object.assign(document.createElement('img'), {className: 'emoji', src, alt: symbol, loading: 'lazy'});
}

export function spaced(symbol, before) {  // as it is put after a text: a name between colons is none within a word
  return symbol.startsWith(':') ? `${/\w$/.test(before) ? ' ' : ''}${symbol} ` : symbol;
}

export function foot(panel) {  // the way to where emoji are added
  const {emojiPage, words} = told();
  panel.querySelector('.emoji-add')?.remove();
  if (!emojiPage) return;
  const link = Object.assign(document.createElement('a'), {className: 'emoji-add', href: emojiPage, textContent: words});
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    panel.hidePopover();
    go(emojiPage);
  });
  panel.append(link);
}
