"""A room: conversation, composer, details."""

CSS = """
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
.face { display: grid; flex: none; } .person .seen { --ground: var(--bg); }
.pane-head .titles { overflow: hidden; } .presence-word { flex: none; font-size: var(--t12); color: var(--text-2); } .presence-word[data-presence=online] { color: var(--here); } .presence-word[data-presence=away] { color: var(--away); }
.toggle[aria-pressed=true] { color: var(--accent); } .toggle.is-star[aria-pressed=true] .icon { fill: currentColor; }
.q-menu { background: var(--bg-raised); color: var(--text); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
.person { display: flex; align-items: center; gap: 8px; min-height: 34px; padding: 0 4px; flex-wrap: nowrap; }
.person .state { margin-left: auto; font-size: var(--t12); color: var(--text-2); white-space: nowrap; }
.person .state.is-here { color: var(--here); } .person .state.is-here::before { content: '●'; margin-right: 4px; font-size: 9px; vertical-align: 1px; }
.conversation { flex: 1; min-height: 0; display: flex; flex-direction: column-reverse; overflow-y: auto; overflow-x: hidden;
  overscroll-behavior: contain; overflow-anchor: none; }
.more { margin: 8px 20px; } .beginning .more { margin: 0; }
.conversation[data-earlier="true"] .start, .conversation:not([data-earlier="true"]) .beginning .more,
.conversation[data-attached="true"] .ending .more { display: none; }
.to-newest { position: relative; z-index: 2; height: 0; display: none; justify-content: center; pointer-events: none; }
.conversation[data-away] + .to-newest { display: flex; }
.to-newest .button { position: absolute; bottom: 8px; min-height: 32px; padding: 0 12px; border-radius: 99px; pointer-events: auto; font-size: var(--t13); color: var(--accent); box-shadow: var(--shadow); }
.msg .at { color: inherit; flex: none; } .msg .at:focus-visible local-time { opacity: 1; }
.msg.linked { background: var(--accent-soft); } .msg:focus { outline: none; } .msg:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
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
.msg .reactions { grid-column: 2; display: flex; flex-wrap: wrap; gap: 4px; margin: 4px 0 0; padding: 0; list-style: none; }
.msg .reactions li { padding: 0 8px; border: 1px solid var(--line); border-radius: 12px; background: var(--bg-raised);
  font-size: var(--t12); line-height: 22px; }
.msg .body > p:has(+ .edited:not(.below)) { display: inline; } .msg .edited { margin-left: 6px; white-space: nowrap; unicode-bidi: isolate; }
.msg .body > :not(p) + .edited, .msg .edited.below { margin-left: 0; }
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
