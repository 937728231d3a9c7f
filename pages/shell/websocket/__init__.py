"""What comes in over a page's websocket.

| file | what it holds |
|---|---|
| handshake | how long a socket may be open without a page |
| frame_validation | what a browser may send |
| frame_dispatch | what it sends most often, taken as it arrives |
| page_events | what our scripts tell by a name, and the function that is called |
| unknown_page | what a socket is told whose page is not known here |
"""
