"""Rows, dots and counts of the sidebar; presence."""

CSS = """
.fold-toggle { display: flex; align-items: center; gap: 2px; min-height: 26px; padding: 0 6px 0 0; border: 0; border-radius: var(--radius);
  background: none; color: inherit; font: inherit; letter-spacing: inherit; cursor: pointer; }
.fold-toggle:hover { color: var(--text); } .fold-toggle .icon { width: 14px; height: 14px; transition: transform .12s ease; }
.fold-toggle[aria-expanded=false] .icon { transform: rotate(-90deg); }
.sidebar .sidebar-section { padding-left: 4px; }
.fold:has(.row) .sidebar-note, .fold:not(:has(.row, .sidebar-note)) { display: none; }
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
