"""The shell: the one page that signed-in people live in, with the view in its middle.

| file or package | what it holds |
|---|---|
| shell | `Shell`: what views ask of their page |
| views | what is shown in the middle at an address, and the frame around it |
| current_view | the view that a page shows, and what ends when it is left |
| part_shell | the shell of a part of a view, which may end before the view does |
| errors | the one place where errors of services become words |
| layout | the parts around a view |
| page_state | what an open page knows, and how it stays up to date |
| loading | what happens when a browser asks for a page |
| authentication | who is behind a request, a socket and an open page |
| websocket | what comes in over a page's socket |
"""
