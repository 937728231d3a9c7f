"""One process as a server, and several of them on one machine.

| file | what it holds |
|---|---|
| server | uvicorn, with a gradual shutdown |
| processes | several servers, each on a port of its own, kept by supervisor |
"""
