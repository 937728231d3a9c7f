// A picture follows fingers, the wheel and the pointer frame by frame: enlarged where they are, moved, swept away.

const LARGEST = 8;
const DOUBLE = 2.5;  // times by a double tap
const FAR = 60;  // pixels of a sweep
const STILL = 8;  // of a tap
const TWICE = 300;  // milliseconds between the taps of a double tap

function middle([one, two]) {
  return {x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, far: Math.hypot(one.x - two.x, one.y - two.y)};
}

function within(value, most) {
  return Math.max(-Math.max(0, most), Math.min(Math.max(0, most), value));
}

export class Zoom {
  #pointers = new Map();  // that are down, by id
  #scale = 1;
  #x = 0;
  #y = 0;
  #start = null;  // where a lone pointer went down
  #tapped = -Infinity;

  constructor(stage, {turn, close}) {  // turn(step) to another picture
    Object.assign(this, {stage, turn, close});
    const listen = (kind, act, options) => stage.addEventListener(kind, act, options);
    listen('pointerdown', (event) => this.#down(event));
    listen('pointermove', (event) => this.#move(event));
    for (const kind of ['pointerup', 'pointercancel']) listen(kind, (event) => this.#up(event));
    listen('wheel', (event) => this.#wheel(event), {passive: false});
  }

  get #picture() {
    return this.stage.querySelector('img');
  }

  #show() {
    const {width, height} = this.stage.getBoundingClientRect();
    const {offsetWidth, offsetHeight} = this.#picture;
    const [mostX, mostY] = [(offsetWidth * this.#scale - width) / 2, (offsetHeight * this.#scale - height) / 2];
    this.#x = within(this.#x, mostX);
    this.#y = within(this.#y, mostY);
    this.#picture.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    this.stage.toggleAttribute('data-zoomed', this.#scale > 1);
  }

  reset() {
    [this.#scale, this.#x, this.#y] = [1, 0, 0];
    this.#show();
  }

  by(factor, at = null) {  // at: the point that stays where it is; otherwise the middle
    const {left, top, width, height} = this.stage.getBoundingClientRect();
    const [x, y] = at ? [at.x - left - width / 2, at.y - top - height / 2] : [0, 0];
    const scale = Math.max(1, Math.min(LARGEST, this.#scale * factor));
    const grown = scale / this.#scale;
    [this.#x, this.#y, this.#scale] = [x - (x - this.#x) * grown, y - (y - this.#y) * grown, scale];
    this.#show();
  }

  #wheel(event) {
    event.preventDefault();
    this.by(Math.exp(-Math.max(-50, Math.min(50, event.deltaY)) / 200), {x: event.clientX, y: event.clientY});
  }

  #down(event) {
    const {pointerId, clientX: x, clientY: y, button} = event;
    if (button) return;
    this.stage.setPointerCapture(pointerId);
    this.#pointers.set(pointerId, {x, y});
    this.#start = this.#pointers.size === 1 ? {x, y, isOnPicture: event.target === this.#picture} : null;
  }

  #move({pointerId, clientX: x, clientY: y}) {
    const before = this.#pointers.get(pointerId);
    if (!before) return;
    const was = this.#pointers.size === 2 ? middle([...this.#pointers.values()]) : null;
    this.#pointers.set(pointerId, {x, y});
    if (was) {
      const now = middle([...this.#pointers.values()]);
      this.#x += now.x - was.x;
      this.#y += now.y - was.y;
      this.by(now.far / was.far, now);
    } else if (this.#scale > 1) {
      this.#x += x - before.x;
      this.#y += y - before.y;
      this.#show();
    }
  }

  #up({pointerId, clientX: x, clientY: y, type}) {
    if (!this.#pointers.delete(pointerId) || !this.#start || type === 'pointercancel') return;
    const [right, down] = [x - this.#start.x, y - this.#start.y];
    if (Math.hypot(right, down) < STILL) this.#tap({x, y});
    else if (this.#scale === 1) this.#sweep(right, down);
    this.#start = null;
  }

  #sweep(right, down) {
    if (Math.abs(right) > Math.max(FAR, 2 * Math.abs(down))) this.turn(right < 0 ? 1 : -1);
    else if (down > Math.max(FAR, 2 * Math.abs(right))) this.close();
  }

  #tap(at) {
    if (!this.#start.isOnPicture) {
      this.close();
      return;
    }
    const isSecond = performance.now() - this.#tapped < TWICE;
    this.#tapped = isSecond ? -Infinity : performance.now();
    if (!isSecond) return;
    if (this.#scale > 1) this.reset();
    else this.by(DOUBLE, at);
  }
}
