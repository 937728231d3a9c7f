"""The scripts that run in the browser, and how they are served.

`shell/shell.js` is what a page of signed-in people loads first; it imports the other modules, each of which is one
thing that the browser does by itself. `assets.py` serves them, `bundle.py` joins them, `calls.py` writes calls.

- `shell/`: the frame and the shell: what every page loads, views, sidebar, layers, keys, the connection
- `elements/`: what any part uses: keys, focus, times, lists, what is stored in the browser
- `conversation/`: rows in view, the reading place, threads, and what is unread
- `messages/`: what one does with a message, and what is in it
- `composer/`: the field, and what is on its way
- `completion/`: what is typed is completed
- `drafts/`: what is typed and not sent, in each tab and on other devices
- `editing/`: editing in place, also without a connection
- `emoji/`: the picker, custom emoji
- `uploads/`: files on their way
- `search/`: the search field and the switcher
- `notifications/`: notifications, sound, badge and push
- `installed/`: installing, sharing, and the worker
- `inline/`: what cannot wait until a module is loaded
"""
