// Marks go around what is selected, and Undo takes them back: the browser alone knows what is selected and was typed.
import {isCommand, letterOf} from '../elements/keys.js';

const MARKS = {bold: '**', italic: '*', code: '`'};
const KEYS = {b: 'bold', e: 'code', i: 'italic'};

export function insert(entry, start, end, text) {  // in place of what stands there, as if it was typed
  entry.focus();
  entry.setSelectionRange(start, end);
  if (text === entry.value.slice(start, end)) return;
  if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return;
  entry.setRangeText(text, start, end, 'end');  // Undo does not know of this: better than nothing
  entry.dispatchEvent(new InputEvent('input', {bubbles: true}));
}

function trimmed(entry) {  // the selection without the white-space around it
  const {value, selectionStart, selectionEnd} = entry;
  const picked = value.slice(selectionStart, selectionEnd);
  if (!picked.trim()) return [selectionStart, selectionEnd];
  const start = selectionStart + picked.length - picked.trimStart().length;
  return [start, start + picked.trim().length];
}

function around(value, start, end, mark) {  // how many of the mark's characters stand on both sides
  const sign = mark[0];
  let count = 0;
  while (value[start - 1 - count] === sign && value[end + count] === sign) count += 1;
  return count;
}

function isMarked(count, mark) {  // *x* and ***x*** are italic, **x** is not
  return mark === '*' ? count % 2 === 1 : count >= mark.length;
}

function wrap(entry, mark) {
  const [start, end] = trimmed(entry);
  const {value} = entry;
  const text = value.slice(start, end);
  const {length} = mark;
  if (mark === '`' && text.includes('\n')) {
    fence(entry, start, end);
  } else if (isMarked(around(value, start, end, mark), mark)) {
    insert(entry, start - length, end + length, text);
    entry.setSelectionRange(start - length, end - length);
  } else {
    insert(entry, start, end, mark + text + mark);
    entry.setSelectionRange(start + length, end + length);
  }
}

function fence(entry, start, end) {  // code of several lines has lines of its own
  const {value} = entry;
  const before = start && value[start - 1] !== '\n' ? '\n' : '';
  const after = end < value.length && value[end] !== '\n' ? '\n' : '';
  insert(entry, start, end, `${before}\`\`\`\n${value.slice(start, end)}\n\`\`\`${after}`);
  const first = start + before.length + 4;
  entry.setSelectionRange(first, first + end - start);
}

function list(entry) {  // the lines that are selected become items, or lines again
  const {value, selectionStart, selectionEnd} = entry;
  const start = value.slice(0, selectionStart).lastIndexOf('\n') + 1;
  const next = value.indexOf('\n', selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split('\n');
  const isList = lines.every((line) => line.startsWith('- '));
  const text = lines.map((line) => isList ? line.slice(2) : line.replace(/^(?:- )?/, '- ')).join('\n');
  insert(entry, start, end, text);
  if (selectionStart === selectionEnd) entry.setSelectionRange(start + text.length, start + text.length);
  else entry.setSelectionRange(start, start + text.length);
}

function mention(entry) {  // the names are offered as if the sign was typed
  const {value, selectionEnd: at} = entry;
  insert(entry, at, at, /(?:^|[\s(])$/.test(value.slice(0, at)) ? '@' : ' @');
}

export function apply(entry, tool) {
  if (tool === 'list') list(entry);
  else if (tool === 'mention') mention(entry);
  else wrap(entry, MARKS[tool]);
}

export function keyed(event) {  // says whether the key was a shortcut
  const tool = isCommand(event) && KEYS[letterOf(event).toLowerCase()];
  if (!tool) return false;
  event.preventDefault();
  apply(event.target, tool);
  return true;
}

export function moveInToolbar(event) {  // one stop of the Tab key, arrows inside
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  const all = [...event.target.closest('[role=toolbar]').querySelectorAll('button')];
  const tools = all.filter((tool) => tool.checkVisibility());  // narrow screens leave one out
  const edge = {Home: 0, End: tools.length - 1}[event.key];
  const index = step ? (tools.indexOf(event.target) + step + tools.length) % tools.length : edge;
  if (index === undefined) return;
  event.preventDefault();
  for (const tool of tools) tool.tabIndex = -1;
  tools[index].tabIndex = 0;
  tools[index].focus();
}
