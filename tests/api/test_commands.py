"""Commands by REST: for programs in which people type. What is posted as a message stays text."""

from tests.api.conftest import MakeProgram, fields

LINE = "ann changed the description to “Releases”"


async def test_a_program_runs_what_a_person_has_typed_and_what_it_posts_is_text(program: MakeProgram) -> None:
    ann = await program("ann")
    room = await ann.room()
    listed = (await ann.get(f"rooms/{room}/commands")).json()["commands"]
    assert listed[0] == {
        "name": "help",
        "usage": "/help [command]",
        "about": "List the commands that work here.",
        "bot": None,
        "parameters": [{"name": "command", "choices": [], "is_required": False}],
    }

    async def run(text: str) -> dict[str, object]:
        answer = await ann.post(f"rooms/{room}/commands", json={"text": text, "client_message_id": text})
        assert answer.status_code == 200
        return dict(answer.json())

    assert await run("/topic Releases") == {"message": None, "answer": "Changed this room's description."}
    assert (await ann.get(f"rooms/{room}")).json()["description"] == "Releases"
    for _ in range(2):
        told = await run("/me waves")
        assert (told["answer"], isinstance(told["message"], dict)) == ("", True)
    assert (await run("plain words"))["answer"] == ""
    await ann.say(room, "/topic Mine")
    line, *texts = await ann.bodies(room)
    assert (line, texts) == (LINE, ["/me waves", "plain words", "/topic Mine"])
    assert (await ann.get(f"rooms/{room}")).json()["description"] == "Releases"
    for text in ("/foo", "/me", "/invite @nobody"):
        answer = await ann.post(f"rooms/{room}/commands", json={"text": text, "client_message_id": "k"})
        assert (answer.status_code, fields(answer)) == (422, {"command"})
