// Who presses Enter twice means the first: the second must not hit what gets the focus when a dialog or menu opens or closes.
import {isComposing} from './keys.js';
import {layerOf} from '../shell/layers.js';

const TWICE = 800;  // milliseconds between two presses that are one to whoever makes them

let before = null;  // the last Enter: {target, layer, at}

function pressed(event) {
  const {key, target, repeat} = event;
  if (key !== 'Enter' || isComposing(event)) {
    before = null;
    return;
  }
  const [layer, at] = [layerOf(target), performance.now()];
  const isOne = before && target !== before.target && (repeat || at - before.at < TWICE);
  if (isOne && layer !== before.layer && !target.matches?.('textarea')) {  // there it would send what is written
    event.preventDefault();
    event.stopImmediatePropagation();
    before.at = at;
  } else before = {target, layer, at};
}

window.addEventListener('keydown', pressed, true);
for (const sign of ['input', 'pointerdown']) {
  window.addEventListener(sign, () => {
    before = null;
  }, true);
}
