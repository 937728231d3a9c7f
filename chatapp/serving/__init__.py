"""One process as a server, and several of them on one machine.

| file | what it holds |
|---|---|
| server | uvicorn, with a gradual shutdown |
| http_connection, websocket_connection | uvicorn's connections, bounded in size and time |
| websocket_queue | what has come over a websocket and nobody has taken |
| unfinished_messages | parts of websocket messages: what is kept of all of them is bounded |
| starting | what a process does before all else |
| garbage_collection, threads | collections in small steps, and threads that give the interpreter's lock back soon |
| processes | several servers, each on a port of its own, kept by supervisor |
"""
