// The day of the first row that is shown, when its line stands further up and hasn't been sent: days stick in view.
//
// Only the browser knows on which day a row falls for its reader. Each row follows a `day-line`, which is empty where
// the day goes on.

export function showFirstDay(log) {  // above the rows of a conversation, or of a copy of one
  const holder = log.querySelector('.first-day');
  const line = log.querySelector('.msg')?.previousElementSibling;
  if (!holder) return;
  const at = line?.matches('day-line:empty') ? line.getAttribute('at') : null;
  if (at === (holder.firstChild?.getAttribute('at') ?? null)) return;
  const shown = document.createElement('day-line');
  shown.setAttribute('at', at);
  holder.replaceChildren(...(at ? [shown] : []));
}
