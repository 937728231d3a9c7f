"""What a conversation's browser does by itself: it holds the place one reads at, and says what has been in view.

Rows come and go above and below. Browsers differ in what they keep in place then, and none can when the very row it
holds on to is drawn anew; so the place is a message's number and how far down it stands, and is put back before the
next picture is drawn. At the newest message the conversation sticks to its end, by `flex-direction: column-reverse`.

The conversation is told by events of its own: ``seen`` (first and last number in view since the last time, whether it
stands at the newest message), ``earlier`` and ``later`` (more is needed on that side), ``newest``, ``jump`` (number),
and ``address`` (see `pages/room/returning.py`).
"""

from nicegui import ui

from pages.browser import assets
from pages.components.elements import markup
from pages.room import focus, returning

SCRIPT = """
window.reader = {
  enter(box, mark) {
    this.leave();
    Object.assign(this, {box, log: box.firstElementChild, isAtEnd: false, held: NaN, told: '', asked: 0});
    Object.assign(this, {first: Infinity, last: 0, awaited: null, focused: null, isLeaving: false});
    if (mark.dataset.end === 'true') this.told = 'end';
    this.changes = new MutationObserver(() => { this.asked = 0; this.hold(); this.keepFocus(); });
    this.sizes = new ResizeObserver(() => this.hold());
    this.changes.observe(this.log, {subtree: true, childList: true});
    this.sizes.observe(this.log); this.sizes.observe(box);
    this.wanted = mark.dataset.number ? [+mark.dataset.number, mark.dataset.kind] : null;
    this.arrive();
  },
  arrive() {  // rows may come after the mark
    if (this.wanted && !this.log.querySelector('.msg')) return;
    const wanted = this.wanted; this.wanted = null;
    if (wanted) this.go(...wanted); else this.look();
  },
  leave() {
    this.changes?.disconnect(); this.sizes?.disconnect();
    clearTimeout(this.telling); clearTimeout(this.noting);
    this.telling = this.noting = this.box = null;
  },
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
    if (this.isAtEnd && wasAtEnd) {
      clearTimeout(this.filling); this.filling = setTimeout(() => this.fill(), 300);
      return;
    }
    this.noteSoon();
    const rows = this.log.querySelectorAll('.msg'), view = box.getBoundingClientRect();
    const find = (test) => {
      let low = 0, high = rows.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (test(rows[middle].getBoundingClientRect())) high = middle; else low = middle + 1;
      }
      return low;
    };
    if (rows.length) {
      if (box.scrollTop !== this.held) {  // one has scrolled; positions are whole pixels, and errors must not add up
        const top = rows[Math.min(find(rect => rect.top >= view.top), rows.length - 1)];
        this.anchor = top.dataset.number; this.offset = this.place(top); this.held = box.scrollTop;
      }
      const first = rows[Math.min(find(rect => rect.bottom > view.top + 8), rows.length - 1)];
      const last = rows[Math.max(find(rect => rect.top >= view.bottom - 16) - 1, 0)];
      this.first = Math.min(this.first, +first.dataset.number); this.last = Math.max(this.last, +last.dataset.number);
    }
    this.fill();
    if (this.isAtEnd === wasAtEnd && this.told) this.telling ??= setTimeout(() => this.tell(), 250); else this.tell();
  },
  fill() {
    const {box} = this; if (!box?.isConnected || performance.now() < this.asked) return;
    const below = -box.scrollTop, above = box.scrollHeight - box.clientHeight - below;
    const hasMore = {earlier: box.dataset.earlier === 'true' && above < 800,
      later: box.dataset.attached !== 'true' && below < 800};
    const name = Object.keys(hasMore).find(side => hasMore[side]);
    if (name) { this.asked = performance.now() + 1000; this.say(name); }
  },
  tell() {
    clearTimeout(this.telling); this.telling = null; if (!this.box?.isConnected) return;
    const now = this.isAtEnd ? 'end' : `${this.first} ${this.last}`;
    if (now !== this.told && this.last) this.say('seen', this.first, this.last, this.isAtEnd);
    this.told = now; this.first = Infinity; this.last = 0;
  },
  go(number, kind) {
    const awaited = this.awaited?.number === number ? this.awaited : {kind}, row = this.row(number);
    this.awaited = null; if (!row) return this.look();
    this.stand(row, awaited);
  },
  stand(row, {kind, offset, spot}) {
    const {height} = this.box.getBoundingClientRect(), middle = Math.max(16, (height - row.offsetHeight) / 2);
    this.box.scrollTop += this.place(row) - ({new: 56, place: offset}[kind] ?? middle);
    Object.assign(this, {first: Infinity, last: 0, isAtEnd: false, held: NaN}); this.look();
    if (spot) this.focusOn(spot);
    if (kind !== 'link') return;
    const {number} = row.dataset; this.focusOn({number});
    row.classList.add('linked'); setTimeout(() => this.row(number)?.classList.remove('linked'), 3000);
  },
  newest(spot = null) {  // spot: where the focus is to be then
    if (!this.box) return;
    this.awaited = {spot};
    if (this.box.dataset.attached === 'true') this.end(); else this.say('newest');
  },
  end() {
    const spot = this.awaited?.spot; this.awaited = null;
    this.box.scrollTop = 0; this.first = Infinity; this.look();
    if (spot) this.focusOn(spot);
  },
};
customElements.define('reading-place', class extends HTMLElement {
  connectedCallback() { reader.enter(this.closest('.conversation'), this); }
  disconnectedCallback() { if (reader.box && !reader.box.isConnected) reader.leave(); }
});
"""


HEAD = assets.script(SCRIPT + focus.SCRIPT + returning.SCRIPT)


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
