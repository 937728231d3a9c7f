// Searches are remembered in the browser, and coming back finds the result that was opened: only its history knows which.
import {load, store} from '../elements/account_storage.js';
import {isComposing} from '../elements/keys.js';
import {act} from './switcher_acts.js';
import * as typedAhead from '../composer/typed_ahead.js';

const KINDS = {recent: 10, kept: 30};  // how many are remembered
const STEPS = {ArrowDown: 1, ArrowUp: -1};

let asked = '';  // the query that is shown
let isAsking = false;  // from the field: it keeps the focus, from which arrows lead to what is found

function all(kind) {
  try {
    return JSON.parse(load(`searches.${kind}`) || '[]').filter((one) => typeof one === 'string');
  } catch {
    return [];
  }
}

function remember(kind, list) {
  store(`searches.${kind}`, list.length ? JSON.stringify(list.slice(0, KINDS[kind])) : '');
}

function item(kind, query) {
  const row = document.createElement('li');
  const link = Object.assign(document.createElement('a'), {className: 'row', textContent: query, dir: 'auto'});
  link.setAttribute('href', `${document.querySelector('.switcher').dataset.search}?${new URLSearchParams({q: query})}`);
  const remove = Object.assign(document.createElement('button'), {type: 'button', className: 'button quiet square'});
  remove.innerHTML = document.querySelector('.switcher [data-close]')?.innerHTML ?? '×';
  remove.setAttribute('aria-label', `Remove search: ${query}`);
  remove.title = 'Remove';
  remove.addEventListener('click', () => {
    remember(kind, all(kind).filter((one) => one !== query));
    draw();
  });
  row.append(link, remove);
  return row;
}

function draw() {
  for (const box of document.querySelectorAll('[data-searches]')) {
    const list = all(box.dataset.searches);
    box.hidden = !list.length;
    box.querySelector('ul').replaceChildren(...list.map((query) => item(box.dataset.searches, query)));
  }
  const button = document.querySelector('[data-keep]');
  if (!button) return;
  const isKept = all('kept').includes(button.dataset.keep);
  button.setAttribute('aria-pressed', isKept);
  button.title = isKept ? 'Remove from saved searches' : 'Save this search';
  button.setAttribute('aria-label', button.title);
}

function note(link) {  // where one goes on when one comes back
  const {scrollTop} = document.querySelector('.search-body');
  const hit = {query: asked, href: link.getAttribute('href'), top: scrollTop};
  history.replaceState({...history.state, hit}, '');
}

function arrive() {
  const {hit} = history.state ?? {};
  const isBack = hit?.query === asked && new URLSearchParams(location.search).get('q') === asked;
  if (!isBack) {
    const entry = document.querySelector('.search-view input[type=search]');
    if (isAsking || entry?.autofocus) entry?.focus();  // by itself a page does so once, not for each view
    if (entry) typedAhead.pour([typedAhead.SEARCH], entry);
    isAsking = false;
    return;
  }
  const link = document.querySelector(`.search-view [data-hit][href="${CSS.escape(hit.href)}"]`);
  document.querySelector('.search-body').scrollTop = hit.top;
  link?.focus({preventScroll: true});
}

function moved(event) {
  const view = event.target.closest?.('.search-view');
  const step = STEPS[event.key];
  if (!view || !step || event.altKey || isComposing(event)) return;
  const stops = [view.querySelector('input[type=search]'), ...view.querySelectorAll('.search-name, [data-hit]')];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.closest('.search-row')?.scrollIntoView({block: 'nearest'});
}

customElements.define('search-place', class extends HTMLElement {
  connectedCallback() {
    asked = this.dataset.query;
    if (asked.trim()) remember('recent', [asked.trim(), ...all('recent').filter((one) => one !== asked.trim())]);
    requestAnimationFrame(() => {
      draw();
      arrive();
    });
  }
});
document.addEventListener('keydown', moved);
document.addEventListener('submit', ({target}) => {
  isAsking = target.matches('.search-view form') && matchMedia('(hover: hover)').matches;
}, true);
document.addEventListener('focusin', ({target}) => {  // one goes on after what is there, such as the room
  if (!target.matches('.search-view input[type=search]') || target.selectionEnd || !target.value.endsWith(' ')) return;
  target.setSelectionRange(target.value.length, target.value.length);
});
document.addEventListener('click', ({target}) => {
  const link = target.closest('.search-view [data-hit]');
  if (link) note(link);
  const write = target.closest('.search-view [data-direct]');
  if (write) act('direct', write.dataset.direct);
  const button = target.closest('[data-keep]');
  if (!button) return;
  const {keep} = button.dataset;
  const kept = all('kept');
  remember('kept', kept.includes(keep) ? kept.filter((one) => one !== keep) : [keep, ...kept]);
  draw();
}, true);
