// One key leads from anywhere to the search: which room is shown, and that its link says so, only the page knows.
import {isCommand, letterOf} from '../elements/keys.js';
import {topmost} from '../shell/layers.js';

function go(href) {  // as any link leads there
  const link = document.createElement('a');
  link.setAttribute('href', href);
  link.dataset.name = 'Search';
  (document.querySelector('.shell') ?? document.body).append(link);
  link.click();
  link.remove();
}

function search() {
  const switcher = document.querySelector('.switcher');
  const field = document.querySelector('.main .search-view input[type=search]');
  const here = document.querySelector('.main .search-here');
  if (switcher.open) switcher.close();
  if (field) field.select();
  else if (here) here.click();
  else go(switcher.dataset.search);
  field?.focus();
}

window.addEventListener('keydown', (event) => {
  if (!isCommand(event, true) || letterOf(event).toLowerCase() !== 'f' || !document.querySelector('.switcher')) return;
  event.preventDefault();
  event.stopPropagation();
  if (!topmost()?.matches('dialog:not(.switcher), .q-dialog')) search();
}, true);
