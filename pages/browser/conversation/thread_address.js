// The address names the thread that is open beside a room, whichever entry of the history one is at: a reload opens it again.
//
// This hears of a change of the history before anything else does, so it imports nothing (`threads.js`).

export function settle() {
  const conversation = document.querySelector('[data-place]:not([data-beside]) .conversation');
  const path = location.pathname.slice((window.path_prefix || '').length);
  const room = conversation?.dataset.path;
  if (!room || path !== room && !path.startsWith(`${room}/`)) return;
  const thread = document.querySelector('[data-beside]')?.dataset.place ?? '';
  const query = new URLSearchParams(location.search);
  if ((query.get('thread') ?? '') === thread) return;
  if (thread) query.set('thread', thread);
  else query.delete('thread');
  const search = query.size ? `?${query}` : '';
  history.replaceState({...history.state, page: path + search}, '', location.pathname + search);
}

window.addEventListener('popstate', settle, true);
