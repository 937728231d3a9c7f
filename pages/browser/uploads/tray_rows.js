// The rows of attached files are kept while they change: a drawn-again row would lose the focus, and its picture.
import {inWords} from '../elements/file_size.js';
import {isOffline} from '../shell/connection.js';
import * as store from './file_store.js';

const LARGEST = 40 * 1024 * 1024;  // bytes of a picture that is shown
const DOCUMENT = /\.(?:pdf|docx?|xlsx?|pptx?|od[gpst]|pages|numbers|key|rtf|epub)$/iu;  // kept to the last byte
const pictures = new WeakMap();  // row → the address of its picture

function wordsOf({state, size, sent, isCut, why}) {
  if (why && state !== 'queued') return why;
  if (state === 'ready') return inWords(size);
  if (isCut) return isOffline() ? 'Waiting for the connection' : 'Trying again…';
  if (state !== 'sending') return 'Waiting…';
  return sent < size ? `${inWords(size)} · ${Math.floor((100 * sent) / size)} %` : 'Checking…';
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

async function picture(row, {id, type, size}) {  // it is here before the server has it
  if (!type?.startsWith('image/') || size > LARGEST) return;
  const blob = await store.get(id);
  if (!blob || !row.isConnected) return;
  const address = URL.createObjectURL(blob);
  const shown = Object.assign(new Image(), {alt: '', decoding: 'async', src: address});
  pictures.set(row, address);
  shown.addEventListener('load', () => row.querySelector('.thumb').replaceChildren(shown));
}

function build(place, file) {
  const row = place.querySelector('template').content.firstElementChild.cloneNode(true);
  const {id, name, alt = ''} = file;
  const isPicture = file.type?.startsWith('image/') && file.state !== 'refused';
  row.dataset.file = id;
  Object.assign(row.querySelector('bdi'), {textContent: name, title: name});
  for (const [what, label] of [['again', 'Try again'], ['remove', 'Remove'], ['describe', 'Describe']]) {
    const button = row.querySelector(`[data-do=${what}]`);
    button.setAttribute('aria-label', `${label} ${name}`);
    button.title = label;
  }
  row.querySelector('[data-do=describe]').hidden = !isPicture;
  row.querySelector('progress').setAttribute('aria-label', name);
  Object.assign(row.querySelector('input'), {value: alt}).setAttribute('aria-label', `Description of ${name}`);
  return row;
}

function update(row, file) {
  const {state, sent = 0, size, isCut, alt} = file;
  const isFailed = ['failed', 'refused'].includes(state);
  const bar = row.querySelector('progress');
  row.dataset.state = state ?? 'queued';
  write(row.querySelector(isFailed ? '.why' : '.about'), wordsOf(file));
  write(row.querySelector(isFailed ? '.about' : '.why'), '');
  bar.hidden = isFailed || state === 'ready';
  if (sent || isCut) bar.value = sent / size;
  row.querySelector('[data-do=again]').hidden = state !== 'failed';
  row.querySelector('[data-do=describe]').toggleAttribute('data-has', Boolean(alt));
}

function drop(row) {
  URL.revokeObjectURL(pictures.get(row));
  row.remove();
}

function summary(files) {  // for those who don't see it
  const going = files.filter(({state}) => state !== 'ready' && state !== 'refused' && state !== 'failed').length;
  if (!files.length) return '';
  const all = `${files.length} file${files.length === 1 ? '' : 's'} attached.`;
  return going ? `${all} ${going} still uploading.` : all;
}

export function draw(place, files) {  // files: as in `uploads.js`, and those that are refused
  const list = place.querySelector('ul');
  const rows = new Map([...list.children].map((row) => [row.dataset.file, row]));
  place.hidden = !files.length;
  for (const file of files) {
    const row = rows.get(file.id) ?? build(place, file);
    if (!rows.delete(file.id)) {
      list.append(row);
      picture(row, file);
    }
    update(row, file);
  }
  for (const row of rows.values()) drop(row);
  place.querySelector('.tells').hidden = !files.some(({name, state}) => DOCUMENT.test(name) && state !== 'refused');
  write(place.querySelector('.summary'), summary(files));
}
