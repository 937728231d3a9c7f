"""Who is behind a request, a socket and an open page.

| file | what it holds |
|---|---|
| session | a request: the cookie, and the middleware that sends strangers to the sign-in page |
| websocket_auth | a socket: it belongs to one page, and a page to one signed-in browser |
| page_session | an open page: who the person is now, and when it has to go |
| visitor_limits | how many pages one visitor may load, and keep open |
"""
