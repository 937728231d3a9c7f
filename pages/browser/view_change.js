// A click is answered before the next picture is drawn, from what the link knows: the server's answer comes later.
//
// The old view stays, dimmed and out of reach, under the new one's head; after a moment (`loading.css`) a skeleton covers
// it. Without a connection it stays as it is, a note says so, and the link is followed once the line is back.

const TOO_LONG = 10_000;  // milliseconds

let wanted = null;  // the link's address, until its view is here
let arriving = null;  // {cover, end}

function nameOf(link) {
  return link.dataset.name ?? (link.querySelector('.name') ?? link.querySelector('.clip'))?.textContent ?? link.title ?? '';
}

function markOf(link) {
  return link.querySelector('.tile, .face, .avatar, .icon');
}

function headOf(link, main) {  // as the view's own will look
  const head = main.querySelector('.pane-head')?.cloneNode(false) ?? document.createElement('div');
  head.removeAttribute('id');
  head.classList.add('pane-head');
  const mark = markOf(link)?.cloneNode(true);
  mark?.classList.add('m');  // larger
  const title = document.createElement('h1');
  title.textContent = nameOf(link);
  head.replaceChildren(...(mark ? [mark] : []), title);
  return head;
}

function coverFor(link, main) {
  const cover = document.createElement('div');
  cover.className = 'pane arriving';
  cover.setAttribute('aria-hidden', 'true');
  const {left, top, width, height} = main.getBoundingClientRect();
  Object.assign(cover.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
  const hue = getComputedStyle(markOf(link) ?? link).getPropertyValue('--h');
  if (hue) cover.style.setProperty('--h', hue);
  const body = document.createElement('div');
  body.className = 'arriving-body';
  body.append(...Array.from({length: 6}, () => document.createElement('i')));
  cover.append(headOf(link, main), body);
  return cover;
}

function markCurrent(link) {  // returns what takes it back
  const rows = link.closest('.sidebar') ? [...document.querySelectorAll('.sidebar a[aria-current]')] : [];
  const before = rows.map((row) => row.getAttribute('aria-current'));
  for (const row of rows) row.setAttribute('aria-current', row === link ? 'page' : 'false');
  return () => rows.forEach((row, index) => row.setAttribute('aria-current', before[index]));
}

function begin(link) {
  arriving?.end(false);
  const main = document.querySelector('.main');
  const views = main?.querySelector('.nicegui-sub-pages');
  if (!views) return;
  const cover = coverFor(link, main);
  const takeBack = markCurrent(link);
  const changes = new MutationObserver((all) => {
    if (all.some(({addedNodes}) => addedNodes.length)) end(true);
  });
  const end = (isHere) => {
    clearTimeout(timer);
    changes.disconnect();
    cover.remove();
    main.inert = false;
    main.removeAttribute('data-leaving');
    arriving = null;
    if (isHere) wanted = null;
    else takeBack();
  };
  const timer = setTimeout(() => end(false), TOO_LONG);
  arriving = {cover, end};
  changes.observe(views, {childList: true});
  main.inert = true;
  main.setAttribute('data-leaving', '');
  document.body.append(cover);
}

function say(sentence) {
  document.querySelector('.arriving-note')?.remove();
  if (!sentence) return;
  const note = Object.assign(document.createElement('div'), {className: 'arriving-note', textContent: sentence});
  note.setAttribute('role', 'status');
  document.body.append(note);
}

function wait(link, name) {
  wanted = link;
  say(`You're offline. ${name || 'This page'} opens when you're back.`);
}

function listen(socket) {  // to a socket that is new here
  socket.on('connect', () => {
    say('');
    if (!wanted) return;
    const path = wanted;
    wanted = null;
    emitEvent('sub_pages_navigate', path);
  });
  socket.on('disconnect', () => {
    const name = arriving?.cover.querySelector('h1').textContent;
    arriving?.end(false);
    if (wanted) wait(wanted, name);
  });
}

let heard = null;

function follow(event) {
  const link = event.target.closest?.('.shell a[href^="/"]');
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target === '_blank' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname + link.search === location.pathname + location.search) return;
  if (link.matches('[data-person]') && window.socket?.connected) return;  // opens a card over this view (`person.js`)
  if (heard !== window.socket && window.socket?.on) listen(heard = window.socket);
  const path = link.getAttribute('href');
  if (window.socket?.connected) {
    begin(link);
    wanted = path;
  } else {
    event.preventDefault();
    event.stopPropagation();
    wait(path, nameOf(link));
  }
}

document.addEventListener('click', follow, true);
