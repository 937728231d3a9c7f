"""The shell: sidebar, main pane, heads; and what becomes of it on narrow screens."""

CSS = """
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
.main { display: flex; flex-direction: column; min-width: 0; min-height: 0; height: 100dvh; }
.main > .nicegui-sub-pages { display: block; flex: 1; min-height: 0; }
.banner { flex: none; padding: 8px 16px; background: var(--danger-soft); border-bottom: 1px solid var(--line);
  font-size: var(--t13); }
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
