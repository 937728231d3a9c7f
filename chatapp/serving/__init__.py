"""One process as a server, and several of them on one machine.

| file | what it holds |
|---|---|
| server | uvicorn, and how it takes its leave |
| proxies | whose word is taken for where a request comes from |
| processes | several servers, each on a port of its own, kept by supervisor |
"""
