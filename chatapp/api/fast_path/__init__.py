"""The fast path: what programs ask most passes neither the pages' middleware nor FastAPI's dependencies.

| file | what it holds |
|---|---|
| application | requests to the API go to it at once |
| fast_route | a route that reads and answers a request by itself, and hands on what is unusual |
| routes | the three requests that come in great numbers |
"""
