// Draws the page from its elements while the scripts that bring it to life are still on their way.
//
// What it draws can't be used yet: it is inert, and goes in the moment in which the page is mounted. Our elements are
// plain HTML; what is none (a component of NiceGUI's, an element with a script of its own) is left out. What is typed
// already, and was before (`early_keys.js`), goes into a field that stands where the composer's will (`typed_ahead.js`).
{
  const TIMES = 'local-time, local-date, until-time, day-line, time-ago, zone-time';  // only show what they say
  const PLAIN = ['message-composer'];  // stand around plain HTML
  const ESCAPED = [['&#36;', '$'], ['&#96;', '`'], ['&gt;', '>'], ['&lt;', '<'], ['&amp;', '&']];  // as NiceGUI does

  const read = (raw) => JSON.parse(ESCAPED.reduce((text, [from, to]) => text.replaceAll(from, to), raw));

  function draw(elements, id) {
    const element = elements[id];
    const tag = element?.tag === 'nicegui-sub_pages' ? 'div' : element?.tag;
    if (!tag || (tag.includes('-') && !PLAIN.includes(tag))) return '';
    const shown = document.createElement(tag);
    const {class: classes = [], style = {}, props = {}} = element;
    shown.className = classes.join(' ');
    for (const [name, value] of Object.entries(style)) shown.style.setProperty(name, value);
    for (const [name, value] of Object.entries(props)) {
      if (name === 'innerHTML') shown.innerHTML = value;
      else if (/^[a-z][a-z-]*$/.test(name) && name !== 'id' && value !== false && value !== null) shown.setAttribute(name, value);
    }
    shown.append(element.text ?? '', ...(element.children ?? []).map((child) => draw(elements, child)));
    return shown;
  }

  function stand(box, {number, kind}) {  // where the conversation will, so that nothing moves when the page comes
    const {number: last, offset, isAtEnd = true} = history.state?.place ?? {};
    const row = box.querySelector(`.msg[data-number="${isAtEnd ? number : last}"]`);
    if (!row) return;
    const there = isAtEnd ? (kind === 'new' ? 56 : (box.clientHeight - row.offsetHeight) / 2) : offset;
    box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - there;
  }

  function hold(drawn) {  // the places of times, which come with the scripts, in their reader's zone and words
    for (const time of drawn.querySelectorAll('local-time')) time.textContent = '\u00a0';
    for (const line of drawn.querySelectorAll('day-line')) {
      const days = [line.getAttribute('at'), line.getAttribute('previous')].map((at) => new Date(at ?? 0).toDateString());
      if (days[0] === days[1]) continue;
      line.append(Object.assign(document.createElement('span'), {textContent: '\u00a0'}));
      line.nextElementSibling?.classList.add('new-day');
    }
  }

  function takeKeys(boot) {
    window.earlyKeys.abort();
    const own = boot.querySelector('.composer textarea');
    if (!own || !window.matchMedia('(hover: hover)').matches) return;
    const entry = Object.assign(document.createElement('textarea'), {className: 'typed-ahead', placeholder: ' ', value: window.earlyKeys.text});
    entry.setAttribute('aria-label', `Write in ${boot.querySelector('h1')?.textContent}`);
    const {left, top, width, height} = own.getBoundingClientRect();
    Object.assign(entry.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
    entry.addEventListener('keydown', (event) => event.key === 'Enter' && !event.shiftKey && event.preventDefault());
    boot.after(entry);
    entry.focus({preventScroll: true});
  }

  function stored(kind, key) {  // kind: localStorage, sessionStorage
    try {
      return window[kind].getItem(key);
    } catch {
      return null;  // a browser that stores nothing
    }
  }

  function foldSidebar() {  // as `section_folds.js` and `unread_filter.js` will
    document.documentElement.dataset.folded = stored('localStorage', 'chatapp.folded') ?? '';
    document.documentElement.toggleAttribute('data-only-unread', stored('localStorage', 'chatapp.onlyUnread') === 'yes');
  }

  function standSidebar(box) {  // as it was left (`sidebar.js`), else at the room that is shown
    let left = null;
    try {
      left = JSON.parse(stored('sessionStorage', 'chatapp.sidebar'));
    } catch {
      // what is stored is no longer as it was
    }
    if (left?.path === location.pathname) {
      box.scrollTop = left.top;
      return;
    }
    const row = box.querySelector('.room-row[aria-current=page]')?.getBoundingClientRect();
    const {top, bottom} = box.getBoundingClientRect();
    if (row?.bottom > bottom) box.scrollTop = (row.top + row.bottom - top - bottom) / 2;
  }

  window.firstLook = (raw) => {
    const boot = document.querySelector('.boot');
    if (!boot) return;
    const elements = read(raw);
    const shell = Object.keys(elements).find((id) => elements[id].class?.includes('shell'));
    if (!shell) return;
    const drawn = draw(elements, shell);
    const place = drawn.querySelector('reading-place')?.dataset ?? {};
    for (const one of drawn.querySelectorAll(':not(:defined)')) if (!one.matches(`${TIMES}, ${PLAIN}`)) one.remove();
    hold(drawn);
    for (const one of drawn.querySelectorAll('[id]')) one.removeAttribute('id');
    foldSidebar();
    boot.inert = true;
    boot.removeAttribute('style');  // the room's hue: every part has its own
    boot.classList.add('drawn');
    boot.replaceChildren(drawn);
    const box = boot.querySelector('.conversation');
    if (box) stand(box, place);
    takeKeys(boot);
    standSidebar(boot.querySelector('.sidebar-scroll'));
  };
}
