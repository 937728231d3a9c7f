// The reading place is held before the next picture is drawn, when rows come and go: Python would be too late.
//
// It is a message's number and how far down it stands, for browsers differ in what they keep in place, and none can
// when the very row it holds on to is drawn again. At the newest message the conversation sticks to its end, by
// `flex-direction: column-reverse`. What it tells the server: `pages/room/timeline/scrolling.py`.
import * as browserHistory from '../shell/browser_history.js';
import * as focus from '../elements/focus.js';
import {openAtEnd} from './opening.js';
import {showFirstDay} from './first_day.js';
import {isBeside, placeOf, roomOf} from './conversation_place.js';
import {NOTHING, fill, fillSoon, measure, tell} from './reading.js';
import * as server from '../shell/server.js';

export class Reader {
  constructor(box, mark) {
    this.isBeside = isBeside(placeOf(box));
    this.room = roomOf(placeOf(box));
    Object.assign(this, NOTHING, {box, log: box.firstElementChild, isAtEnd: false, held: NaN, asked: 0, awaited: null});
    focus.forget(box);
    browserHistory.enter(this);
    this.told = mark.dataset.end === 'true' ? 'end' : '';
    this.changes = new MutationObserver(() => {
      this.asked = 0;
      showFirstDay(this.log);
      this.hold();
      focus.keep(this);
    });
    this.sizes = new ResizeObserver(() => this.hold());
    this.scrolled = () => this.look();
    box.addEventListener('scroll', this.scrolled);
    this.changes.observe(this.log, {subtree: true, childList: true});
    this.sizes.observe(this.log);
    this.sizes.observe(box);
    this.left = browserHistory.left(this, mark.dataset);
    this.wanted = this.left || mark.dataset.number ? [Number(mark.dataset.number), mark.dataset.kind] : null;
    showFirstDay(this.log);
    if (!this.wanted) openAtEnd(this);
    this.arrive();
  }

  arrive() {  // rows may come after the mark
    if (this.wanted && !this.log.querySelector('.msg')) return;
    const {left, wanted} = this;
    this.left = this.wanted = null;
    if (left) browserHistory.reach(this, left);
    else if (wanted) this.go(...wanted);
    else this.look();
  }

  leave() {
    if (!this.box) return;
    this.changes.disconnect();
    this.sizes.disconnect();
    this.box.removeEventListener('scroll', this.scrolled);
    clearTimeout(this.telling);
    browserHistory.leave(this);
    this.telling = this.box = null;
  }

  row(number) {
    return this.log.querySelector(`.msg[data-number="${number}"]`);
  }

  place(row) {
    return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }

  say(name, ...detail) {
    server.tell(name, this.room, ...detail);
  }

  hold() {
    if (!this.box?.isConnected) return;
    if (this.wanted) this.arrive();
    else if (this.isAtEnd && this.box.dataset.attached === 'true') fillSoon(this);  // it stays: nothing is laid out to see it
    else this.holdRow();
  }

  holdRow() {
    if (!this.isAtEnd) {
      const row = this.row(this.anchor);
      const moved = row ? this.place(row) - this.offset : 0;
      if (Math.abs(moved) >= 0.5) this.box.scrollTop += moved;
      this.held = row ? this.box.scrollTop : NaN;
    }
    this.look();
  }

  look() {  // find the reading place, what is in view, and whether more is needed
    if (!this.box?.isConnected) return;
    const wasAtEnd = this.isAtEnd;
    this.isAtEnd = this.box.dataset.attached === 'true' && this.box.scrollTop > -4;
    this.box.toggleAttribute('data-away', !this.isAtEnd);
    if (this.isAtEnd && wasAtEnd) return void fillSoon(this);
    browserHistory.noteSoon(this);
    measure(this);
    fill(this);
    if (this.isAtEnd === wasAtEnd && this.told) this.telling ??= setTimeout(() => tell(this), 250);
    else tell(this);
  }

  go(number, kind) {
    const awaited = this.awaited?.number === number ? this.awaited : {kind};
    const row = this.row(number);
    this.awaited = null;
    if (row) this.stand(row, awaited);
    else this.look();
  }

  stand(row, {kind, offset, spot}) {
    const middle = Math.max(16, (this.box.getBoundingClientRect().height - row.offsetHeight) / 2);
    this.box.scrollTop += this.place(row) - ({new: 56, place: offset}[kind] ?? middle);
    Object.assign(this, NOTHING, {isAtEnd: false, held: NaN});
    this.look();
    if (spot) focus.focusOn(this, spot);
    if (kind !== 'link') return;
    const {number} = row.dataset;
    focus.focusOn(this, {number});
    row.dataset.landed = '';  // no box around it until a key is pressed
    document.addEventListener('keydown', () => delete this.row(number)?.dataset.landed, {once: true});
    row.classList.add('linked');
    setTimeout(() => this.row(number)?.classList.remove('linked'), 3000);
  }

  newest(spot = null) {  // spot: where the focus is to be then
    if (!this.box) return;
    this.awaited = {spot};
    if (this.box.dataset.attached === 'true') this.end();
    else this.say('newest');
  }

  end() {
    const spot = this.awaited?.spot;
    this.awaited = null;
    this.box.scrollTop = 0;
    this.first = Infinity;
    this.look();
    if (spot) focus.focusOn(this, spot);
  }
}
