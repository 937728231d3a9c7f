"""The tables of the administration."""

CSS = """
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
.table .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .table .acts { text-align: right; white-space: nowrap; }
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
  .table td:not(.acts) > * { grid-column: 2; }
  .table td:not(.acts)::before { content: attr(data-label); color: var(--text-2); } .table .clip { white-space: normal; }
  .table td .badge, .table td a { justify-self: start; } .table .acts { text-align: left; } .table .acts .button { margin: 2px 4px 0 -8px; } .table .blank { display: none !important; } .admin-tabs { flex-wrap: wrap; }
}
"""
