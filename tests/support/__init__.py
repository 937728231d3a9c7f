"""What tests share.

| package | what is in it |
|---|---|
| running | how a run of the tests is made: workers, what it leaves behind, time, and how long one waits |
| servers | Chatapp as a process, and what stands beside it: databases, Redis, mail, proxies, other machines |
| browser | pages: in Chromium, by their protocol alone, and without a server |
| people | people, rooms and what they do, for tests that need some |
| samples | files and texts that tests send |
"""
