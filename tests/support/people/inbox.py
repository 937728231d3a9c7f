"""Something to come back to: a mention, a draft, and messages saved for later and done with."""

from tests.support.servers.server import Person, Server


async def fill_inbox(server: Server, person: Person, other: Person, room: str, words: str) -> None:
    """Mention a person in a room they share with another one, let them write a draft there, and save two messages."""
    first, second = [await server.post(other, room, f"@{person.username} {words}") for _ in range(2)]
    async with server.http(person) as http:
        answers = [
            await http.put(f"/api/v1/me/drafts/{room}", json={"body": words, "revision": 0}),
            await http.put(f"/api/v1/me/saved/{room}/{first.json()['number']}"),
            await http.put(f"/api/v1/me/saved/{room}/{second.json()['number']}", json={"is_done": True}),
        ]
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]
