// Only the browser knows its reader's clock: how long a status lasts becomes a time in its reader's zone.

const MINUTE = 60_000;

function local(at) {  // as an input for dates and times takes it
  return new Date(at - at.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function end(duration) {
  const at = new Date();
  if (Number(duration)) return new Date(at.getTime() + Number(duration) * MINUTE);
  at.setHours(23, 59, 0, 0);
  if (duration === 'week') at.setDate(at.getDate() + (7 - at.getDay()) % 7);  // until Sunday
  return at;
}

export function choose(event) {  // one of the usual statuses
  const usual = event.target.closest('[data-emoji]');
  if (!usual) return;
  const fields = usual.closest('form').elements;
  fields.emoji.value = usual.dataset.emoji;
  fields.text.value = usual.dataset.words;
  fields.lasts.value = usual.dataset.lasts;
  fields.until.value = local(end(usual.dataset.lasts));
  fields.text.focus();
}

export function lasts(event) {
  if (event.target.name !== 'lasts') return;
  const {until} = event.target.form.elements;
  until.value = event.target.value ? local(end(event.target.value)) : '';
  if (event.target.value === 'other') until.focus();
}

export function preset(id, at) {  // the time that a status has already
  const {lasts: choice, until} = getHtmlElement(id).elements;
  choice.value = 'other';
  until.value = local(new Date(at));
}
