// Only the browser reaches the clipboard, and only while a click is being handled.

const SHOWN = 2000;  // milliseconds for which the button says so

async function write(text, entry) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {  // not over https, or not allowed
    entry.select();
    return document.execCommand('copy');
  }
}

export async function copy({currentTarget: button}) {  // the field beside the button; the button says that it has worked
  const entry = button.closest('.secret-row').querySelector('input');
  const label = button.querySelector('span:last-child');
  const before = label.textContent;
  if (before === button.dataset.done) return;
  const isCopied = await write(entry.value, entry);
  if (isCopied) label.textContent = button.dataset.done;
  else entry.select();
  setTimeout(() => { label.textContent = before; }, SHOWN);
}
