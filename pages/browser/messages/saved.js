// What a menu's entry says depends on the row that it is opened for, before it is seen: only the browser knows which that is.

document.addEventListener('chatapp:menu', ({detail: {row, menu}}) => {
  const entry = menu.querySelector('[data-act=save]');
  if (!entry) return;
  const saved = row.closest('.conversation').querySelector('style[data-saved]')?.dataset.saved ?? '';
  const isSaved = saved.split(' ').includes(row.dataset.number);
  entry.querySelector('span').textContent = isSaved ? 'Remove from Saved' : entry.dataset.words;
});
