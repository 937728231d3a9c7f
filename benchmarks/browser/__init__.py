"""What people meet in a real Chromium: loading a room, changing rooms, and a message from Enter to another's screen.

| file | what it does |
|---|---|
| `measure` | opens pages and measures, on a server of its own |
| `probes.js` | what is measured inside the page |
| `section` | the section of `benchmarks/RESULTS.md` |
"""
