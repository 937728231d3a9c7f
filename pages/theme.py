"""How Chatapp looks: the tokens (colours, type, spacing) and the rules that use them. The one place with hex values."""

TOKENS = """
:root {
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --t12: 12px; --t13: 13px; --t14: 14px; --t16: 16px; --t20: 20px; --t28: 28px;
  --radius: 6px; --radius-l: 10px; --target: 36px;
  --bg: #ffffff; --bg-side: #f5f6f7; --bg-hover: #ebedef; --bg-raised: #ffffff; --line: #dfe2e6;
  --text: #1c2024; --text-2: #5a6470; --accent: #3a4fc4; --accent-text: #ffffff; --accent-soft: #e6e9fb;
  --danger: #b42318; --danger-text: #ffffff; --danger-soft: #fdecea; --here: #1a7f43; --away: #9a6700; --shadow: 0 8px 30px #1c202422;
  --code-bg: #f3f4f6; --avatar-l: 48%; --avatar-c: .105; --tile-l: .93; --tile-c: .045; --tile-ink: .42;
}
body.body--dark {
  --bg: #17191c; --bg-side: #1e2125; --bg-hover: #2a2e33; --bg-raised: #212529; --line: #33383e;
  --text: #e5e8eb; --text-2: #a0a9b3; --accent: #9aa8ff; --accent-text: #14161f; --accent-soft: #2a3050;
  --danger: #ff8d84; --danger-text: #1c1110; --danger-soft: #3b2322; --here: #54c77f; --away: #e0a93f; --shadow: 0 8px 30px #000a;
  --code-bg: #22262a; --avatar-l: 46%; --avatar-c: .1; --tile-l: .34; --tile-c: .06; --tile-ink: .86;
}
@media (max-width: 767px) { :root { --target: 44px; } }
"""

BASE = """
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
#popup.nicegui-error-popup { all: unset; position: fixed; z-index: 9000; top: 8px; left: 50%;
  transform: translateX(-50%); padding: 4px 12px; border-radius: 99px; background: var(--away); color: var(--bg);
  font-size: var(--t12); font-weight: 550; white-space: nowrap; }
#popup.nicegui-error-popup[aria-hidden=true] { display: none; }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
"""

FORMS = """
.gate { min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; background: var(--bg-side); }
.gate-card { width: 100%; max-width: 400px; padding: 32px; border: 1px solid var(--line); border-radius: var(--radius-l);
  background: var(--bg-raised); }
.gate-card h1 { font-size: var(--t20); margin-bottom: 4px; }
.gate-brand { display: flex; align-items: center; gap: 8px; margin-bottom: 24px; font-weight: 650; font-size: var(--t16); }
.brand-mark { display: grid; place-items: center; width: 28px; height: 28px; border-radius: 8px; background: var(--accent);
  color: var(--accent-text); } .brand-mark .icon { width: 17px; height: 17px; }
.gate-foot { margin-top: 20px; color: var(--text-2); }
form.fields { display: grid; gap: 16px; margin-top: 20px; }
.fields .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.field { display: grid; gap: 4px; min-width: 0; align-content: start; }
.field label { font-size: var(--t13); font-weight: 550; }
.field label .muted { font-weight: 400; }
.field :is(input, textarea, select) { width: 100%; min-height: 38px; padding: 8px 10px; border: 1px solid var(--line);
  border-radius: var(--radius); background: var(--bg); color: var(--text); font: inherit; }
.field textarea { resize: vertical; line-height: 1.45; }
.field :is(input, textarea, select):hover { border-color: var(--text-2); }
.field :is(input, textarea, select)[aria-invalid=true] { border-color: var(--danger); }
.field .error, .form-error { color: var(--danger); font-size: var(--t13); }
.field .hint { color: var(--text-2); font-size: var(--t12); }
.field .error:empty, .form-error:empty { display: none; }
.form-error { padding: 8px 10px; border-radius: var(--radius); background: var(--danger-soft); }
.fields .button.primary { min-height: 40px; }
.q-dialog .sheet { width: 440px; max-width: calc(100vw - 32px); padding: 24px; border-radius: var(--radius-l);
  background: var(--bg-raised); color: var(--text); box-shadow: var(--shadow); border: 1px solid var(--line); }
.sheet > h2 + p { margin-top: 6px; } .sheet > .actions { margin-top: 20px; }
.sheet .actions { display: flex; justify-content: flex-end; gap: 8px; margin-top: 4px; }
.sheet h2 { font-size: var(--t16); color: var(--text); letter-spacing: 0; }
@media (max-width: 767px) { .field :is(input, textarea, select) { min-height: 44px; font-size: 16px; } .gate-card { padding: 24px 20px; } }
"""

FRAME = """
.shell { display: grid; grid-template-columns: 260px minmax(0, 1fr); height: 100dvh; overflow: hidden; }
.sidebar { display: flex; flex-direction: column; min-height: 0; background: var(--bg-side); border-right: 1px solid var(--line); }
.sidebar-head { display: flex; align-items: center; gap: 8px; height: 52px; padding: 0 14px; font-weight: 650; }
.sidebar-scroll { flex: 1; min-height: 0; overflow-y: auto; padding: 4px 8px; }
.sidebar-section { display: flex; align-items: center; justify-content: space-between; padding: 12px 6px 4px 8px; }
.sidebar-section .button { --target: 26px; }
.row { display: flex; align-items: center; gap: 8px; min-height: 32px; padding: 0 8px; border-radius: var(--radius);
  color: var(--text); flex-wrap: nowrap; }
.row:hover { background: var(--bg-hover); text-decoration: none; } .row .icon { color: var(--text-2); width: 16px; height: 16px; }
.row[aria-current=page] { background: var(--accent-soft); font-weight: 600; }
.sidebar-note { padding: 4px 8px; color: var(--text-2); font-size: var(--t13); }
.sidebar-foot { display: flex; align-items: center; gap: 8px; padding: 8px 12px; border-top: 1px solid var(--line); }
.sidebar-foot .clip { flex: 1; }
.main { min-width: 0; min-height: 0; height: 100dvh; }
.main > .nicegui-sub-pages { display: block; height: 100%; }
.pane { display: flex; flex-direction: column; height: 100%; min-height: 0; }
.pane-head { display: flex; align-items: center; gap: 8px; min-height: 52px; padding: 0 16px; border-bottom: 1px solid var(--line); }
.pane-head .titles { display: flex; align-items: baseline; gap: 10px; flex: 1; min-width: 0; }
.pane-head h1 { flex: none; max-width: 60%; }
.pane-body { flex: 1; min-height: 0; overflow-y: auto; }
.menu-button { display: none !important; } .scrim { display: none; }
@media (max-width: 767px) {
  .shell { grid-template-columns: minmax(0, 1fr); }
  .menu-button { display: inline-flex !important; margin-left: -8px; }
  .sidebar { position: fixed; z-index: 60; inset: 0 auto 0 0; width: min(300px, 86vw); visibility: hidden;
    transform: translateX(-100%); transition: transform .14s ease, visibility .14s; }
  [data-drawer] .sidebar { transform: none; visibility: visible; box-shadow: var(--shadow); transition: transform .14s ease; }
  [data-drawer] .scrim { display: block; position: fixed; inset: 0; z-index: 50; background: #0006; border: 0; }
  .row { min-height: 44px; } .sidebar-section .button { --target: 44px; } .pane-head { padding: 0 12px; }
}
"""

ROOMS = """
.room-list { max-width: 860px; margin: 0 auto; padding: 8px 16px 32px; }
.room-card { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 2px 12px; align-items: center;
  padding: 12px 8px; border-bottom: 1px solid var(--line); }
.room-card .mark { grid-row: 1 / 3; display: grid; place-items: center; width: 36px; height: 36px; border-radius: 8px;
  background: var(--bg-hover); color: var(--text-2); }
.room-card .name { font-weight: 600; color: var(--text); font-size: var(--t14); }
.room-card .about { grid-column: 2; color: var(--text-2); font-size: var(--t13); }
.room-card .button { grid-row: 1 / 3; grid-column: 3; }
.room-list { list-style: none; } .room-list:empty { padding: 0; }
.room-card .name { display: flex; align-items: center; gap: 6px; min-width: 0; } .room-card .name .icon { width: 14px; height: 14px; color: var(--text-2); }
.badge { padding: 0 6px; border-radius: 99px; background: var(--bg-hover); color: var(--text-2); font-size: var(--t12); font-weight: 500; }
.more { display: flex; justify-content: center; padding: 16px; }
.index-bar { display: flex; align-items: center; justify-content: space-between; gap: 12px; width: 100%; max-width: 860px; margin: 0 auto; padding: 12px 24px 4px; flex-wrap: wrap; }
.tabs { display: flex; gap: 2px; } .tab { display: inline-flex; align-items: center; min-height: 32px; padding: 0 12px; border-radius: var(--radius); color: var(--text-2); font-weight: 550; }
.tab:hover { background: var(--bg-hover); text-decoration: none; } .tab[aria-current=page] { background: var(--accent-soft); color: var(--text); }
.search { display: flex; align-items: center; gap: 6px; flex: 1; max-width: 280px; min-height: 34px; padding: 0 10px; border: 1px solid var(--line); border-radius: var(--radius); color: var(--text-2); }
.search:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.search input { flex: 1; min-width: 0; border: 0; outline: 0; background: none; color: var(--text); } .search .icon { width: 16px; height: 16px; }
:is(.mark, .category)[data-colour=blue] { --hue: 255; } :is(.mark, .category)[data-colour=green] { --hue: 150; } :is(.mark, .category)[data-colour=violet] { --hue: 300; }
:is(.mark, .category)[data-colour=orange] { --hue: 60; } :is(.mark, .category)[data-colour=red] { --hue: 25; } :is(.mark, .category)[data-colour=pink] { --hue: 350; }
:is(.mark, .category)[data-colour=teal] { --hue: 195; }
.mark[data-colour]:not([data-colour=none], [data-colour=grey]), .category:not([data-colour=grey]) .icon { background: oklch(var(--tile-l) var(--tile-c) var(--hue)); color: oklch(var(--tile-ink) .12 var(--hue)); }
.category { display: flex; align-items: center; gap: 8px; font-weight: 550; } .category .icon { width: 24px; height: 24px; padding: 4px; border-radius: 6px; }
.suggestions { display: grid; max-height: 240px; overflow-y: auto; } .suggestions:empty { display: none; }
.suggestion { display: flex; align-items: center; gap: 8px; min-height: var(--target); padding: 0 8px; border: 0; border-radius: var(--radius); background: none; text-align: left; cursor: pointer; }
.suggestion:is(:hover, :focus-visible) { background: var(--bg-hover); } .suggestion .clip { flex: none; max-width: 60%; }
form:has(select[name=visibility] option[value=public]:checked) [data-field=password] { display: none; }
form:has(select[name=visibility] option[value=public]:checked) [data-field=unlisted] { display: none; }
@media (max-width: 767px) { .index-bar { padding: 8px 12px 0; } .search { max-width: none; flex: 1 0 100%; min-height: 44px; } .search input { font-size: 16px; } .tab { min-height: 44px; } }
"""

ROOM = """
.room { display: grid; grid-template-columns: minmax(0, 1fr); height: 100%; }
.room[data-details] { grid-template-columns: minmax(0, 1fr) 260px; }
.details { display: none; border-left: 1px solid var(--line); min-height: 0; overflow-y: auto; background: var(--bg); }
.room[data-details] .details { display: block; }
.details-head { display: flex; align-items: center; justify-content: space-between; min-height: 52px; padding: 0 8px 0 16px;
  border-bottom: 1px solid var(--line); }
.details-head h2 { font-size: var(--t16); color: var(--text); padding: 0; }
.details section { padding: 10px 12px 4px; } .details section:empty { padding: 0; } .details h2 { padding: 0 4px 6px; }
.details .about-room { display: grid; gap: 8px; padding: 14px 16px; border-bottom: 1px solid var(--line); }
.people-head { display: flex; align-items: center; justify-content: space-between; padding: 8px 8px 0 12px; min-height: 40px; } .people-head h2 { padding: 0 4px; }
.room-acts { display: flex; flex-wrap: wrap; gap: 8px; } .details .room-acts .button { --target: 32px; padding: 0 10px; font-size: var(--t13); } .details .room-acts .icon { width: 15px; height: 15px; }
.person a.clip { color: var(--text); } .person .button { --target: 28px; } .person .state + .button { margin-left: 0; } .person .clip + .button { margin-left: auto; }
.face { position: relative; display: grid; flex: none; } .face::after { content: ''; position: absolute; right: -3px; bottom: -3px; width: 10px; height: 10px; border-radius: 99px; border: 2px solid var(--bg); box-sizing: border-box; background: var(--bg); box-shadow: inset 0 0 0 1.5px var(--text-2); }
.face[data-presence=online]::after { background: var(--here); box-shadow: none; } .face[data-presence=away]::after { background: var(--away); box-shadow: none; }
.pane-head .titles { overflow: hidden; } .presence-word { flex: none; font-size: var(--t12); color: var(--text-2); } .presence-word[data-presence=online] { color: var(--here); } .presence-word[data-presence=away] { color: var(--away); }
.toggle[aria-pressed=true] { color: var(--accent); } .toggle.is-star[aria-pressed=true] .icon { fill: currentColor; }
.q-menu { background: var(--bg-raised); color: var(--text); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
.person { display: flex; align-items: center; gap: 8px; min-height: 34px; padding: 0 4px; flex-wrap: nowrap; }
.person .state { margin-left: auto; font-size: var(--t12); color: var(--text-2); white-space: nowrap; }
.person .state.is-here { color: var(--here); } .person .state.is-here::before { content: '●'; margin-right: 4px; font-size: 9px; vertical-align: 1px; }
.conversation { flex: 1; min-height: 0; display: flex; flex-direction: column-reverse; overflow-y: auto; overflow-x: hidden;
  overscroll-behavior: contain; }
.log { padding: 12px 0 8px; min-width: 0; }
.beginning { padding: 24px 20px 8px; } .beginning h2 { font-size: var(--t20); color: var(--text); letter-spacing: 0; margin-bottom: 4px; }
.msg { position: relative; display: grid; grid-template-columns: 36px minmax(0, 1fr); column-gap: 10px; padding: 6px 20px 2px; }
.msg:hover { background: var(--bg-side); }
.msg .avatar { grid-row: 1 / 3; margin-top: 2px; }
.msg .head { display: flex; align-items: baseline; gap: 8px; min-width: 0; line-height: 1.35; }
.msg .who { font-weight: 650; } .msg local-time { color: var(--text-2); font-size: var(--t12); flex: none; }
.msg .body { grid-column: 2; min-width: 0; overflow-wrap: anywhere; overflow: clip; overflow-clip-margin: 3px; unicode-bidi: isolate; }
.msg .body p, .waiting .body { white-space: pre-wrap; unicode-bidi: plaintext; } .msg .body > * + * { margin-top: 4px; }
.msg .body pre { margin: 4px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--code-bg); overflow-x: auto; white-space: pre; overflow-wrap: normal; font-size: var(--t13); line-height: 1.5; }
.msg .body code, .msg .body pre { font-family: var(--mono); } .msg .body code { font-size: .92em; }
.msg .body :not(pre) > code { padding: 1px 4px; border-radius: 4px; background: var(--code-bg); border: 1px solid var(--line); }
.msg .body ul, .msg .body ol { padding-left: 22px; list-style: revert; }
.msg .body blockquote { margin: 0; padding-left: 10px; border-left: 3px solid var(--line); color: var(--text-2); }
.msg .edited, .msg .gone { color: var(--text-2); font-size: var(--t12); } .msg .gone { font-style: italic; }
.msg.cont { padding-top: 2px; } .msg.cont:not(.new-day) .head { position: absolute; left: 8px; top: 3px; width: 54px; justify-content: flex-end; }
.msg.cont:not(.new-day) .head .who, .msg.cont:not(.new-day) .avatar { display: none; }
.msg.cont:not(.new-day) local-time { opacity: 0; font-size: 11px; } .msg.cont:not(.new-day):hover local-time { opacity: 1; }
day-line { display: flex; align-items: center; gap: 12px; margin: 10px 20px; color: var(--text-2); font-size: var(--t12); font-weight: 600; }
day-line:empty { display: none; } day-line::before, day-line::after { content: ''; flex: 1; height: 1px; background: var(--line); }
.waiting { padding: 4px 20px 4px 66px; color: var(--text-2); } .waiting .body { overflow-wrap: anywhere; max-height: 200px; overflow: hidden; }
.waiting .why { font-size: var(--t12); } .waiting.failed .why { color: var(--danger); }
.waiting button { border: 0; background: none; padding: 0 4px; color: var(--accent); font-size: var(--t12); cursor: pointer; }
.composer { padding: 4px 16px 6px; }
.composer-box { display: flex; align-items: flex-end; gap: 4px; padding: 4px; border: 1px solid var(--line); border-radius: var(--radius-l); background: var(--bg); }
.composer-box:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.composer textarea { flex: 1; min-width: 0; min-height: 36px; max-height: calc(8 * 1.45em + 16px); padding: 8px 10px; border: 0; outline: 0; resize: none; background: none; line-height: 1.45; }
.composer .button.primary { min-height: 36px; padding: 0 12px; }
.composer-note { min-height: 20px; padding: 2px 12px 0; font-size: var(--t12); color: var(--text-2); }
.composer-note .offline { display: none; color: var(--away); } .composer-note .error { color: var(--danger); }
body:has(#popup[aria-hidden=false]) .composer-note .offline { display: inline; }
.joining { display: grid; justify-items: start; gap: 10px; max-width: 520px; margin: 10vh auto 0; padding: 24px; }
.joining h2 { font-size: var(--t20); color: var(--text); letter-spacing: 0; }
@media (max-width: 1023px) {
  .room[data-details] { grid-template-columns: minmax(0, 1fr); }
  .room[data-details] .details { position: fixed; z-index: 40; inset: 0 0 0 auto; width: min(320px, 90vw); box-shadow: var(--shadow); background: var(--bg-raised); }
}
@media (max-width: 767px) {
  .msg { padding-left: 12px; padding-right: 12px; } .waiting { padding-left: 58px; } .msg.cont:not(.new-day) .head { display: none; }
  .composer { padding: 4px 8px max(6px, env(safe-area-inset-bottom)); } .composer textarea { font-size: 16px; min-height: 44px; padding-top: 10px; }
  .composer .button.primary { min-height: 44px; min-width: 44px; } .pane-head .description, .pane-head .details-button > span:last-child { display: none; } .pane-head h1 { max-width: 100%; }
}
"""

SIDEBAR = """
.fold-toggle { display: flex; align-items: center; gap: 2px; min-height: 26px; padding: 0 6px 0 0; border: 0; border-radius: var(--radius);
  background: none; color: inherit; font: inherit; letter-spacing: inherit; cursor: pointer; }
.fold-toggle:hover { color: var(--text); } .fold-toggle .icon { width: 14px; height: 14px; transition: transform .12s ease; }
.fold-toggle[aria-expanded=false] .icon { transform: rotate(-90deg); }
.sidebar .sidebar-section { padding-left: 4px; }
:is(html[data-folded~=saved] [data-section=saved], html[data-folded~=rooms] [data-section=rooms],
  html[data-folded~=direct] [data-section=direct]) :is(.row:not([data-kind=unread], [aria-current=page]), .sidebar-note) { display: none; }
.room-row > .icon { margin: 0 2px; } .room-row > bdi + .icon { margin: 0 0 0 auto; width: 14px; height: 14px; } .room-row > .seen { margin-right: 1px; }
.room-row[data-kind=unread] > bdi { font-weight: 650; } .room-row[data-kind=muted] { color: var(--text-2); }
.unread-count { display: inline-flex; align-items: center; gap: 5px; flex: none; margin-left: auto; padding-left: 6px;
  color: var(--accent); font-size: var(--t12); font-weight: 650; font-variant-numeric: tabular-nums; }
.unread-count::before { content: ''; width: 8px; height: 8px; border-radius: 50%; background: var(--accent); }
.more-rooms { margin-top: 8px; color: var(--accent); }
.avatar.tiny { width: 20px; height: 20px; font-size: 9px; border-radius: 5px; }
.seen { position: relative; display: inline-grid; flex: none; --ground: var(--bg-side); }
.seen > .dot { position: absolute; right: -4px; bottom: -4px; width: 12px; height: 12px; border: 2px solid var(--ground); border-radius: 50%;
  background: var(--ground); box-shadow: inset 0 0 0 2px var(--text-2); }
.seen[data-state=online] > .dot { background: var(--here); box-shadow: none; }
.seen[data-state=away] > .dot { background: linear-gradient(90deg, var(--away) 50%, var(--ground) 50%); box-shadow: inset 0 0 0 1.5px var(--away); }
.row:hover .seen { --ground: var(--bg-hover); } .row[aria-current=page] .seen { --ground: var(--accent-soft); }
.sidebar-foot { flex-wrap: wrap; gap: 2px 8px; padding: 6px 8px; } .sidebar-foot .administration { flex: 1 0 100%; }
.sidebar-foot .myself { flex: 1; min-width: 0; gap: 10px; min-height: 40px; margin: 0; font-weight: 550; }
@media (max-width: 767px) { .fold-toggle { min-height: 44px; padding-right: 16px; } }
"""

CODE = """
.body .k, .body .kn, .body .kc, .body .kd, .body .kr, .body .ow, .body .nt { color: #8250df; }
.body .s, .body .s1, .body .s2, .body .sd, .body .sa, .body .se, .body .sb { color: #0a6b3b; }
.body .c, .body .c1, .body .cm, .body .ch { color: #5a6470; font-style: italic; }
.body .mi, .body .mf, .body .mh, .body .nb, .body .bp { color: #0550ae; }
.body .nf, .body .nc, .body .nd, .body .na { color: #953800; }
.body--dark .body .k, .body--dark .body .kn, .body--dark .body .kc, .body--dark .body .kd, .body--dark .body .kr,
.body--dark .body .ow, .body--dark .body .nt { color: #c9a6ff; }
.body--dark .body .s, .body--dark .body .s1, .body--dark .body .s2, .body--dark .body .sd, .body--dark .body .sa,
.body--dark .body .se, .body--dark .body .sb { color: #7ee0a0; }
.body--dark .body .c, .body--dark .body .c1, .body--dark .body .cm, .body--dark .body .ch { color: #a0a9b3; }
.body--dark .body .mi, .body--dark .body .mf, .body--dark .body .mh, .body--dark .body .nb, .body--dark .body .bp { color: #8cc2ff; }
.body--dark .body .nf, .body--dark .body .nc, .body--dark .body .nd, .body--dark .body .na { color: #ffb77c; }
"""

PROFILE = """
img.avatar { object-fit: cover; max-width: none; }
.avatar.large { width: 96px; height: 96px; border-radius: 16px; font-size: var(--t28); }
.settings { max-width: 880px; margin: 0 auto; padding: 8px 24px 48px; }
.setting { display: grid; grid-template-columns: 240px minmax(0, 1fr); gap: 12px 40px; padding: 28px 0; }
.setting + .setting { border-top: 1px solid var(--line); }
.setting-about h2 { font-size: var(--t14); color: var(--text); letter-spacing: 0; margin-bottom: 4px; }
.setting-about p { color: var(--text-2); font-size: var(--t13); }
.setting-body { display: grid; gap: 12px; align-content: start; min-width: 0; }
.setting-body form.fields { margin-top: 0; max-width: 440px; }
.setting-body form.fields > .button { justify-self: start; }
.setting-body > .button { justify-self: start; }
.setting.is-danger h2 { color: var(--danger); }
.setting-body p a { text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px; }
.stored { display: flex; gap: 4px; min-width: 0; margin-bottom: 12px; }
.picture { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 20px; align-items: center; }
.picture-actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.picture progress { grid-column: 1 / -1; width: 100%; height: 6px; accent-color: var(--accent); }
.picture .form-error { grid-column: 1 / -1; }
.upload { position: relative; } .upload:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
.entries { list-style: none; padding: 0; display: grid; } .entry:first-child { padding-top: 0; }
.entry { display: flex; align-items: center; gap: 12px; padding: 10px 0; border-bottom: 1px solid var(--line); }
.entry-text { flex: 1; min-width: 0; display: grid; gap: 2px; }
.entry-name { display: flex; align-items: center; gap: 8px; font-weight: 550; }
.entry-about { color: var(--text-2); font-size: var(--t12); overflow-wrap: anywhere; }
.entry-actions { display: flex; flex-wrap: wrap; gap: 8px; }
.secret { display: grid; gap: 8px; margin: 4px 0 12px; padding: 12px; border-radius: var(--radius); background: var(--accent-soft); }
.secret-row { display: flex; gap: 8px; }
.secret input { flex: 1; min-width: 0; padding: 0 10px; border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--bg); font-family: var(--mono); font-size: var(--t13); }
.person-card { display: grid; gap: 20px; justify-items: start; align-content: start; max-width: 560px; margin: 0 auto; padding: 32px 24px; }
.person-head { display: flex; align-items: center; gap: 16px; min-width: 0; max-width: 100%; }
.person-names { display: grid; min-width: 0; overflow-wrap: anywhere; }
.person-name { font-size: var(--t20); font-weight: 650; line-height: 1.3; }
.person-bio { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 100%; }
.person-facts { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0; font-size: var(--t13); }
.person-facts dt { color: var(--text-2); } .person-facts dd { margin: 0; }
@media (max-width: 767px) {
  .settings { padding: 0 16px 48px; } .setting { grid-template-columns: minmax(0, 1fr); gap: 16px; padding: 24px 0; }
  .person-card { padding: 24px 16px; } .secret input { font-size: 16px; min-height: 44px; }
}
"""

ADMIN = """
.admin { padding: 8px 24px 48px; } .admin > * { max-width: 1120px; margin-left: auto; margin-right: auto; }
.admin-tabs { overflow-x: auto; padding: 4px 0; scrollbar-width: none; margin-bottom: 12px; } .admin-tabs .tab { flex: none; }
h2.admin-title { font-size: var(--t20); color: var(--text); letter-spacing: 0; line-height: 1.4; }
.admin-about { color: var(--text-2); max-width: 1120px; }
.table-bar { display: flex; align-items: center; gap: 8px; padding: 16px 0 8px; flex-wrap: wrap; }
.table-filter { min-height: 34px; padding: 0 8px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--bg); color: var(--text); }
.table-status { margin-left: auto; color: var(--text-2); font-size: var(--t13); }
.table-actions { display: flex; padding: 16px 0 0; } .table-actions + .table-bar { padding-top: 0; margin-top: -26px; pointer-events: none; }
.table { width: 100%; border-collapse: collapse; font-size: var(--t13); table-layout: auto; }
.table th, .table td { padding: 6px 12px; text-align: left; font-weight: 400; border-bottom: 1px solid var(--line); vertical-align: middle; height: 44px; }
.table :is(th, td):first-child { padding-left: 8px; } .table :is(th, td):last-child { padding-right: 4px; }
.table thead th { height: 32px; color: var(--text-2); font-size: var(--t12); font-weight: 600; white-space: nowrap; }
.table tbody tr:hover { background: var(--bg-side); }
.table .number { text-align: right; font-variant-numeric: tabular-nums; } .table .acts { text-align: right; white-space: nowrap; }
.table local-date { white-space: nowrap; color: var(--text-2); }
.table td:not(.number, .acts) { min-width: 110px; } .table .button { --target: 30px; font-size: var(--t13); } .table bdi { overflow-wrap: anywhere; }
.table .badge { white-space: nowrap; } .badge.is-accent { background: var(--accent-soft); color: var(--text); }
.badge.is-danger { background: var(--danger-soft); color: var(--danger); } .badge + .badge { margin-left: 4px; }
.who-cell { display: flex; align-items: center; gap: 10px; min-width: 0; } .two { display: grid; min-width: 0; line-height: 1.3; }
.table .first { font-weight: 600; } .table .second { color: var(--text-2); font-size: var(--t12); display: block; }
.marks { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: center; } .marks .badge + .badge { margin-left: 0; } .marks:empty { display: none; }
.table .excerpt { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; white-space: pre-line; }
.table .mark { display: grid; place-items: center; width: 28px; height: 28px; border-radius: 8px; background: var(--bg-hover); color: var(--text-2); flex: none; }
.table .mark .icon { width: 16px; height: 16px; }
.table-empty { padding: 56px 16px; text-align: center; color: var(--text-2); } .table-note { color: var(--text-2); font-size: var(--t13); padding: 12px 8px; }
.narrowed { display: flex; gap: 12px; align-items: center; margin-top: 12px; padding: 8px 12px; border-radius: var(--radius); background: var(--accent-soft); }
.narrowed a { flex: none; margin-left: auto; }
.choices-facts { margin-top: 4px; overflow-wrap: anywhere; } .choices { display: grid; gap: 2px; margin: 12px -12px -8px; }
.choice { display: grid; gap: 1px; padding: 8px 12px; min-height: 44px; border: 0; border-radius: var(--radius); background: none; text-align: left; cursor: pointer; }
.choice:hover, .choice:focus-visible { background: var(--bg-hover); } .choice-label { font-weight: 600; } .choice.is-danger .choice-label { color: var(--danger); }
.choice-meaning { color: var(--text-2); font-size: var(--t13); }
@media (max-width: 767px) {
  .admin { padding: 4px 12px 48px; } .table-filter { min-height: 44px; font-size: 16px; } .table .button { --target: 44px; }
  .table, .table tbody { display: block; } .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table tr { display: grid; gap: 2px; padding: 12px 0 6px; border-bottom: 1px solid var(--line); } .table tbody tr:hover { background: none; }
  .table :is(th, td), .table :is(th, td):first-child { display: block; height: auto; min-width: 0; padding: 1px 4px; border: 0; }
  .table th { padding-bottom: 4px; font-size: var(--t14); }
  .table td:not(.acts) { display: grid; grid-template-columns: 108px minmax(0, 1fr); gap: 8px; text-align: left; }
  .table td:not(.acts)::before { content: attr(data-label); color: var(--text-2); } .table .clip { white-space: normal; }
  .table td .badge, .table td a { justify-self: start; } .table .acts { text-align: left; } .table .acts .button { margin: 2px 4px 0 -8px; } .table .blank { display: none !important; } .admin-tabs { flex-wrap: wrap; }
}
"""

CSS = "\n".join((TOKENS, BASE, FORMS, FRAME, ROOMS, ROOM, SIDEBAR, CODE, PROFILE, ADMIN))
