"""Plain elements, buttons, avatars, notifications."""

CSS = """
html, body { height: 100%; }
body { font-family: var(--font); font-size: var(--t14); line-height: 1.45; color: var(--text); background: var(--bg);
  -webkit-font-smoothing: antialiased; }
.q-page { min-height: 0 !important; }
.nicegui-content { display: block; padding: 0; height: 100dvh; }
h1, h2, h3, p, ul, ol { margin: 0; }
h1 { font-size: var(--t16); font-weight: 650; line-height: 1.3; letter-spacing: 0; }
h2 { font-size: var(--t12); font-weight: 600; line-height: 1.3; color: var(--text-2); letter-spacing: .02em; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
.msg .body a, .gate-foot a { text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px; }
.q-loading-bar { display: none; }
button, input, textarea { font: inherit; color: inherit; }
::placeholder { color: var(--text-2); opacity: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: var(--radius); }
.icon { width: 18px; height: 18px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75;
  stroke-linecap: round; stroke-linejoin: round; display: block; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--text-2); } .small { font-size: var(--t12); }
.clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: var(--target);
  padding: 0 14px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--bg-raised);
  color: var(--text); font-weight: 550; cursor: pointer; white-space: nowrap; text-decoration: none; }
.button:hover { background: var(--bg-hover); text-decoration: none; }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-text); }
.button.primary:hover { filter: brightness(1.08); }
.button.quiet { border-color: transparent; background: transparent; color: var(--text-2); padding: 0 8px; }
.button.quiet:hover { background: var(--bg-hover); color: var(--text); }
.button.danger { background: var(--danger); border-color: var(--danger); color: var(--danger-text); }
.button.danger:hover { filter: brightness(1.08); }
.button.quiet.is-danger { color: var(--danger); }
.button.square { width: var(--target); padding: 0; }
.button:disabled { opacity: .55; cursor: default; }
.avatar { display: inline-grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 8px;
  font-size: var(--t13); font-weight: 600; color: #fff; user-select: none;
  background: oklch(var(--avatar-l) var(--avatar-c) var(--hue)); }
.avatar.s { width: 24px; height: 24px; font-size: 10px; border-radius: 6px; }
.empty { display: grid; justify-items: center; gap: 8px; padding: 64px 24px; text-align: center; color: var(--text-2); }
.empty h2 { font-size: var(--t16); color: var(--text); letter-spacing: 0; }
.empty .button { margin-top: 8px; }
.q-notification { background: var(--text) !important; color: var(--bg) !important; border-radius: var(--radius); font-size: var(--t14); }
.q-notification .row, .q-notification .row:hover { color: inherit; background: none; }  /* Quasar has rows, too */
.q-notification .q-btn { color: inherit !important; }
#popup.nicegui-error-popup { all: unset; position: fixed; z-index: 9000; top: 60px; left: 50%;
  transform: translateX(-50%); padding: 4px 12px; border-radius: 99px; background: var(--away); color: var(--bg);
  font-size: var(--t12); font-weight: 550; white-space: nowrap; }
#popup.nicegui-error-popup[aria-hidden=true] { display: none; }
#popup.nicegui-error-popup > span::before { content: none; }  /* a sign over the first letters */
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
"""
