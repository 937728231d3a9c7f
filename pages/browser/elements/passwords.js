// A password is shown and its strength is told while it is typed: the server learns of it only when it is sent.

const COMMON = /pass?w[o0]r[dt]|qwert|azerty|letmein|welcome|iloveyou|admin|chatapp|monkey|dragon/i;
const ROWS = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm';
const SHORTEST = 8;
const WORDS = ['', 'Too short', 'Weak', 'Okay', 'Strong'];

export function reveal({currentTarget}) {
  const entry = document.getElementById(currentTarget.getAttribute('aria-controls'));
  const isShown = entry.type === 'password';
  entry.type = isShown ? 'text' : 'password';
  currentTarget.textContent = isShown ? 'Hide' : 'Show';
  currentTarget.setAttribute('aria-pressed', String(isShown));
  entry.focus();
}

function surprises(text) {  // characters that do not just go on as the ones before
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const pair = text.slice(at - 1, at + 1);
    const goesOn = at > 0 && (pair[0] === pair[1] || ROWS.includes(pair) || text.indexOf(pair) < at - 1);
    if (!goesOn) count += 1;
  }
  return count;
}

function level(text, own) {
  if (!text) return 0;
  if ([...text].length < SHORTEST) return 1;
  const lower = text.toLowerCase();
  const rest = own.reduce((left, word) => left.replaceAll(word, ''), lower).replace(COMMON, '');
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(text)).length;
  const score = surprises(rest) + kinds;
  return score < 9 ? 2 : score < 13 ? 3 : 4;
}

function ownWords(form) {  // what others know of the person is easily guessed
  const typed = [...form.querySelectorAll('input:not([type=password]):not([type=hidden])')].map(({value}) => value);
  return typed.flatMap((value) => value.toLowerCase().split(/[\s@.]+/)).filter((word) => word.length > 2);
}

export function rate({target}) {
  const line = target.closest('.field').querySelector('.strength');
  const found = level(target.value, ownWords(target.form));
  line.dataset.level = found;
  line.querySelector('.strength-word').textContent = WORDS[found];
}
