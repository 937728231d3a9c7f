// The tools under the field act on what is selected in it, which the browser alone knows.
import {say} from './composer_note.js';
import {spaced} from '../emoji/custom_emoji.js';
import {open} from '../emoji/emoji_picker.js';
import * as formatting from './formatting.js';
import {IS_APPLE} from '../elements/keys.js';
import {placeOf} from '../conversation/conversation_place.js';
import * as preview from './preview.js';

async function pickEmoji(button, entry) {
  try {
    await open(button, (symbol) => {
      const {value, selectionStart: start, selectionEnd: end} = entry;
      formatting.insert(entry, start, end, spaced(symbol, value.slice(0, start)));
    });
  } catch {
    say(placeOf(entry), "Emoji can't be loaded right now.");
  }
}

function pickFiles(button) {
  button.closest('.composer').querySelector('input[type=file]').click();
}

export function use(button, entry) {
  const {tool} = button.dataset;
  if (tool === 'preview') {
    preview.toggle(entry);
    return;
  }
  if (tool !== 'attach') preview.close(placeOf(entry));
  if (tool === 'attach') pickFiles(button);
  else if (tool === 'emoji') pickEmoji(button, entry);
  else formatting.apply(entry, tool);
}

function spell({target}) {  // the keys of a tool as they are there
  const tool = target.closest?.('.composer [data-tool]');
  if (tool) tool.title = tool.title.replace('Ctrl+', '⌘');
}

if (IS_APPLE) document.addEventListener('pointerover', spell);
