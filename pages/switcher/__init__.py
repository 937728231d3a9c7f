"""The switcher: one field that leads to any room, person or view, and does what is done most (Ctrl+K).

| file | what it holds |
|---|---|
| `choices` | what it offers: rooms, people, views, things to do |
| `route` | where the browser fetches that |
| `field` | the dialog, which the browser fills and searches (`pages/browser/search/switcher.js`) |
| `acts` | doing what was chosen |
"""
