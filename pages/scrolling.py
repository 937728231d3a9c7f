"""What a conversation's browser does by itself: it holds the place one reads at, and says what has been in view.

Rows come and go above and below. Browsers differ in what they keep in place then, and none can when the very row it
holds on to is drawn anew; so the place is a message's number and how far down it stands, and is put back before the
next picture is drawn. At the newest message the conversation sticks to its end, by `flex-direction: column-reverse`.

The conversation is told by events of its own: ``seen`` (first and last number in view since the last time, whether it
stands at the newest message), ``earlier`` and ``later`` (more is needed on that side), ``newest`` and ``jump`` (number).
"""

from nicegui import ui

from pages import assets
from pages.elements import markup

SCRIPT = """
window.reader = {
  enter(box, mark) {
    this.leave();
    Object.assign(this, {box, log: box.firstElementChild, isAtEnd: false, held: NaN, first: Infinity, last: 0, told: '', asked: 0});
    if (mark.dataset.end === 'true') this.told = 'end';
    this.changes = new MutationObserver(() => { this.asked = 0; this.hold(); });
    this.sizes = new ResizeObserver(() => this.hold());
    this.changes.observe(this.log, {subtree: true, childList: true}); this.sizes.observe(this.log); this.sizes.observe(box);
    this.wanted = mark.dataset.number ? [+mark.dataset.number, mark.dataset.kind] : null;
    this.arrive();
  },
  arrive() {  // rows may come after the mark
    if (this.wanted && !this.log.querySelector('.msg')) return;
    const wanted = this.wanted; this.wanted = null;
    if (wanted) this.go(...wanted); else this.look();
  },
  leave() { this.changes?.disconnect(); this.sizes?.disconnect(); clearTimeout(this.telling); this.telling = this.box = null; },
  row(number) { return this.log.querySelector(`.msg[data-number="${number}"]`); },
  place(row) { return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top; },
  say(name, ...detail) { this.box.dispatchEvent(new CustomEvent(name, {detail})); },
  hold() {
    if (!this.box?.isConnected) return;
    if (this.wanted) return this.arrive();
    if (!this.isAtEnd) {
      const row = this.row(this.anchor), moved = row ? this.place(row) - this.offset : 0;
      if (Math.abs(moved) >= .5) this.box.scrollTop += moved;
      this.held = row ? this.box.scrollTop : NaN;
    }
    this.look();
  },
  look() {  // where one reads, what is in view, and whether more is needed
    const {box} = this; if (!box?.isConnected) return;
    const isAttached = box.dataset.attached === 'true', wasAtEnd = this.isAtEnd;
    this.isAtEnd = isAttached && box.scrollTop > -4;
    box.toggleAttribute('data-away', !this.isAtEnd);
    if (this.isAtEnd && wasAtEnd) { clearTimeout(this.filling); this.filling = setTimeout(() => this.fill(), 300); return; }
    const rows = this.log.querySelectorAll('.msg'), view = box.getBoundingClientRect();
    const find = (test) => { let low = 0, high = rows.length;
      while (low < high) { const middle = low + high >> 1; test(rows[middle].getBoundingClientRect()) ? high = middle : low = middle + 1; }
      return low; };
    if (rows.length) {
      if (box.scrollTop !== this.held) {  // the reader has scrolled; positions are whole pixels, and errors must not add up
        const top = rows[Math.min(find(rect => rect.top >= view.top), rows.length - 1)];
        this.anchor = top.dataset.number; this.offset = this.place(top); this.held = box.scrollTop;
      }
      const first = rows[Math.min(find(rect => rect.bottom > view.top + 8), rows.length - 1)];
      const last = rows[Math.max(find(rect => rect.top >= view.bottom - 16) - 1, 0)];
      this.first = Math.min(this.first, +first.dataset.number); this.last = Math.max(this.last, +last.dataset.number);
    }
    this.fill(); this.isAtEnd === wasAtEnd && this.told ? this.telling ??= setTimeout(() => this.tell(), 250) : this.tell();
  },
  fill() {
    const {box} = this; if (!box?.isConnected || performance.now() < this.asked) return;
    const below = -box.scrollTop, above = box.scrollHeight - box.clientHeight - below, name =
      box.dataset.earlier === 'true' && above < 800 ? 'earlier' : box.dataset.attached !== 'true' && below < 800 ? 'later' : '';
    if (name) { this.asked = performance.now() + 1000; this.say(name); }
  },
  tell() {
    clearTimeout(this.telling); this.telling = null; if (!this.box?.isConnected) return;
    const now = this.isAtEnd ? 'end' : `${this.first} ${this.last}`;
    if (now !== this.told && this.last) this.say('seen', this.first, this.last, this.isAtEnd);
    this.told = now; this.first = Infinity; this.last = 0;
  },
  go(number, kind) {
    const row = this.row(number); if (!row) return this.look();
    const {height} = this.box.getBoundingClientRect(), above = kind === 'new' ? 56 : Math.max(16, (height - row.offsetHeight) / 2);
    this.box.scrollTop += this.place(row) - above;
    Object.assign(this, {first: Infinity, last: 0, isAtEnd: false, held: NaN}); this.look();
    if (kind !== 'link') return;
    row.tabIndex = -1; row.focus({preventScroll: true});
    row.classList.add('linked'); setTimeout(() => row.classList.remove('linked'), 3000);
  },
  newest() {
    if (!this.box) return;
    if (this.box.dataset.attached === 'true') this.end(); else this.say('newest');
  },
  end() { this.box.scrollTop = 0; this.first = Infinity; this.look(); },
  follow(event) {  // a link to a message of this room moves the conversation, not the page
    const more = event.target.closest('[data-say]'); if (more) return this.say(more.dataset.say);
    const link = event.target.closest('a[href]'), room = this.box?.dataset.room;
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href), found = url.pathname.match(/\\/rooms\\/([^/]+)\\/(\\d{1,15})$/);
    if (url.origin !== location.origin || found?.[1] !== room) return;
    event.preventDefault(); event.stopPropagation();
    const path = `/rooms/${room}/${found[2]}`; history.pushState({page: path}, '', (window.path_prefix || '') + path);
    if (this.row(found[2])) this.go(+found[2], 'link'); else this.say('jump', +found[2]);
  },
};
customElements.define('reading-place', class extends HTMLElement {
  connectedCallback() { reader.enter(this.closest('.conversation'), this); }
  disconnectedCallback() { if (reader.box && !reader.box.isConnected) reader.leave(); }
});
"""


HEAD = assets.script(SCRIPT)


def install_reader() -> None:
    """Give the current page what its conversations need in the browser. Call once for each page."""
    ui.add_head_html(HEAD)


def reading_place(number: int = 0, kind: str = "", *, is_at_end: bool = False) -> None:
    """Have the conversation around this begin at a message, or at its end.

    ``kind``: "new" shows it near the top, "link" in the middle, marked and focused. ``is_at_end``: what the server
    takes for granted until it hears otherwise.
    """
    place = f' data-number="{number}" data-kind="{kind}"' if number else ""
    end = ' data-end="true"' if is_at_end else ""
    markup(f"<reading-place{place}{end}></reading-place>")
