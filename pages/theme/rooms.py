"""The index of rooms, categories, suggestions of people."""

CSS = """
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
