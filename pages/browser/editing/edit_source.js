// While the server is away, what one wrote can be edited if the page alone knows how it was typed, and that nobody has since.
import {sentText} from '../composer/send_queue.js';

const MARKS = /[\\*_~`<>[\]#|&@]|:\w+:|^\s*(?:[-+=]|\d+[.)])/m;  // of these the page shows what they mean

function plain(body) {  // one paragraph in which nothing stands for something else
  const [first, ...others] = body.children;
  const isPlain = first?.localName === 'p' && !others.length && !first.children.length;
  return isPlain && !MARKS.test(first.textContent) ? first.textContent : null;
}

export function sourceOf(message) {  // or null; an edit of it is based on what it was when it was sent
  const body = message.querySelector(':scope > .body');
  return body.querySelector('.edited, .gone') ? null : sentText(message.dataset.key) ?? plain(body);
}
