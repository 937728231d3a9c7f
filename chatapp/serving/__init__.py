"""One process as a server, and several of them on one machine.

| file | what it holds |
|---|---|
| server | uvicorn, and how it takes its leave |
| processes | several servers, each on a port of its own, kept by supervisor |
"""
