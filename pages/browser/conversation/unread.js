// How much is unread is counted here: of a message all pages are told the same, and each row is read up to somewhere else.
//
// The server draws a row with its count; until it draws it again, the count goes on here. The rows are all there is to
// count: the title, the icon and the link to Home follow from them, also in a tab that is hidden.
import * as appBadge from '../notifications/app_badge.js';
import * as favicon from '../shell/favicon.js';

const PREFIX = /^\(\d+\) /;
const UNREAD = /, \d+ unread(?=(, \d+ mentions?)?$)/;

const shown = {box: null, name: document.title.replace(PREFIX, ''), hue: null, isUnread: false};

function label(words, count) {
  const unread = count ? `, ${count} unread` : '';
  return UNREAD.test(words) ? words.replace(UNREAD, unread) : words + unread;
}

function mark(link, count) {  // the server draws it once, without a count or with the first
  link.querySelector('.unread-count')?.remove();
  link.dataset.kind = count ? 'unread' : '';
  link.setAttribute('aria-label', count ? `${link.dataset.counts}, ${count} unread` : link.dataset.counts);
  if (!count) return;
  const badge = document.createElement('span');
  badge.className = 'unread-count';
  badge.textContent = count > 99 ? '99+' : count;
  link.append(badge);
}

function calledIn(rows) {  // how much of it concerns the person
  return rows.reduce((sum, row) => sum + (parseInt(row.querySelector('.called')?.textContent, 10) || 0), 0);
}

function show() {
  const rows = [...document.querySelectorAll('.room-row[data-unread]')];
  const count = rows.reduce((sum, {dataset}) => sum + Number(dataset.unread), 0);
  const title = (count ? `(${count}) ` : '') + shown.name;
  if (document.title !== title) document.title = title;
  const called = calledIn(rows);
  const kind = called ? 'called' : count ? 'unread' : '';
  if (shown.icon !== `${shown.hue} ${kind}`) favicon.show(shown.hue, kind);
  shown.icon = `${shown.hue} ${kind}`;
  document.body.dataset.news = kind;  // where the rows are out of sight, the button that shows them says so
  appBadge.show(count, called);
  if (shown.count !== count) document.querySelectorAll('[data-counts]').forEach((link) => mark(link, count));
  shown.count = count;
}

export function more(room, count) {
  const row = document.querySelector(`.room-row[href$="/${room}"]`);
  if (!row) return;
  const unread = Math.max(0, Number(row.dataset.unread) + count);
  row.dataset.unread = unread || '';
  row.dataset.kind = unread ? 'unread' : '';
  row.setAttribute('aria-label', label(row.getAttribute('aria-label'), unread));
}

export function view(name, hue) {
  Object.assign(shown, {name, hue});
  show();
}

export function connected() {
  const box = document.querySelector('.sidebar-scroll');
  if (box && box !== shown.box) {
    shown.box = box;
    new MutationObserver(show).observe(box, {subtree: true, childList: true, attributeFilter: ['data-unread']});
  }
  show();
}
