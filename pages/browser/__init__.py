"""The scripts that run in the browser, and how they are served.

`shell.js` is what a page of signed-in people loads first; it imports the other modules, each of which is one thing that
the browser does by itself. `assets.py` serves them, `bundle.py` joins them, `calls.py` writes what Python calls.
"""
