"""What happens when a browser asks for a page, before any script has run.

| file | what it holds |
|---|---|
| fast_path | from the session's middleware to the page's builder at once |
| first_paint | the colours around a page, and the skeleton of what is to come |
| last_room | where people arrive who name no page |
| former_addresses | addresses that pages once had |
"""
