"""Blocks: what may be in them, what they say in words, and what becomes of them with their message."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from chatapp import messages
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import blocks
from chatapp.messages.blocks import Block
from chatapp.messages.lifecycle import cleanup, removal
from chatapp.messages.lifecycle.restoring import UNDO
from models.utc_datetime import now
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, say

BUTTONS = {"type": "buttons", "buttons": [{"id": "go", "label": "Go"}, {"id": "no", "label": "No", "style": "danger"}]}
TABLE = {"type": "table", "title": "Slow", "columns": ["Query", "ms"], "rows": [["a", 1], ["b", 2.5], [None, None]]}
FORM: dict[str, Any] = {"type": "form", "id": "rota", "label": "Take over", "fields": [{"name": "who", "label": "Who"}]}
ALL: list[dict[str, Any]] = [
    {"type": "text", "text": "**api** to prod?"},
    {"type": "fields", "fields": [{"name": "Service", "value": "api"}]},
    TABLE,
    {"type": "image", "url": "https://example.org/a.png", "alt": "Load"},
    {"type": "progress", "label": "ETL", "value": 0.42},
    BUTTONS,
    {"type": "select", "id": "env", "label": "Where", "options": [{"value": "p", "label": "prod"}]},
    FORM,
]
WORDS = (
    "**api** to prod?\n\nService: api\n\nSlow\nQuery | ms\na | 1\nb | 2.5\n | \n\nLoad: https://example.org/a.png\n\n"
    "ETL: 42 %\n\n[Go] [No]\n\n[Where]\n\n[Take over]"
)


async def post(chat: Chat, actor: Actor, room: UUID, *given: dict[str, Any], body: str = "") -> MessageView:
    shown = blocks.parse(list(given))
    posted = await messages.post(
        chat.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=str(uuid4()), blocks=shown
    )
    return posted.message


async def edit(chat: Chat, actor: Actor, room: UUID, body: str, shown: list[Block] | None = None) -> MessageView:
    await messages.prepare_edit(chat.rendering_limit, actor, body, shown)
    async with chat.transaction() as work:
        return await messages.edit(work, actor=actor, room_uuid=room, number=1, body=body, blocks=shown)


def test_every_kind_is_stored_as_it_was_sent_and_said_in_words() -> None:
    parsed = blocks.parse(ALL)
    stored = blocks.store(parsed)
    assert blocks.read(stored) == tuple(parsed)
    assert blocks.as_text(parsed) == WORDS
    assert [one.id for one in blocks.actions_of(parsed)] == ["go", "no", "env", "rota"]
    assert '"wide"' not in stored  # what is as usual takes no room


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([{"type": "video"}], "blocks.0: "),
        ([{"type": "text"}], "blocks.0.text.text: Field required"),
        ([{"type": "text", "text": "a", "colour": "red"}], "blocks.0.text.colour: "),
        ([{"type": "text", "text": "a\x00b"}], "characters that can't be shown"),
        ([{"type": "text", "text": "a\ud800"}], "blocks.0.text.text: "),
        ([{"type": "text", "text": "\n"}], "this is empty"),
        ([{**TABLE, "rows": [["a"]]}], "row 1 has 1 cells, and there are 2 columns"),
        ([{**TABLE, "rows": [["a", 1]] * 201}], "at most 200 items"),
        ([{**TABLE, "rows": [["a", float("nan")]]}], "blocks.0.table.rows.0.1"),
        ([{**TABLE, "columns": ["a"] * 31, "rows": []}], "at most 30 items"),
        ([{"type": "progress", "label": "x", "value": 1.1}], "blocks.0.progress.value"),
        ([{"type": "progress", "label": "x", "value": float("inf")}], "blocks.0.progress.value"),
        ([{"type": "image"}], "give either upload or url"),
        ([{"type": "image", "url": "javascript:alert(1)"}], "http:// or https://"),
        ([{"type": "image", "url": "https://[::1"}], "this is no address"),
        ([{"type": "buttons", "buttons": [{"label": "Go", "id": "a b"}]}], "blocks.0.buttons.buttons.0.id"),
        ([{"type": "buttons", "buttons": [{"label": "Go"}]}], "give either id or url"),
        ([{**FORM, "fields": FORM["fields"] * 2}], "two fields have the same name"),
        ([{**FORM, "fields": [{"name": "a", "label": "A", "type": "choice"}]}], "a choice has options"),
        ("text", "blocks: "),
    ],
)
def test_what_is_no_block_is_refused_with_its_place(given: Any, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        blocks.parse(given)
    assert why in refused.value.fields["blocks"]


def test_blocks_together_are_bounded_and_each_action_has_its_own_id() -> None:
    large = [{**TABLE, "rows": [["x" * 170, 1]] * 200}]
    for given, why in (
        (large, "up to 32 KB"),
        ([BUTTONS, BUTTONS], "have the id “go”"),
        ([ALL[0]] * 51, "up to 50 blocks"),
        ([{"type": "image", "upload": str(uuid4())}], "among the message's uploads"),
    ):
        with pytest.raises(Invalid, match=why):
            blocks.store(blocks.parse(given))
    assert len(blocks.as_text(blocks.parse([{"type": "text", "text": "x" * 9_990}] * 3))) == 10_000


def test_values_belong_to_their_action() -> None:
    fields = [
        {"name": "n", "label": "Count", "type": "number", "required": True},
        {"name": "d", "label": "Day", "type": "date"},
        {"name": "c", "label": "Where", "type": "choice", "options": [{"value": "p", "label": "prod"}]},
        {"name": "b", "label": "Sure", "type": "check"},
        {"name": "t", "label": "Words", "type": "text"},
    ]
    (form,) = blocks.actions_of(blocks.parse([{**FORM, "fields": fields}]))
    good = {"n": " 1.5e3 ", "d": "2026-02-28", "c": "p", "b": "yes", "t": "a\r\nb", "more": "x"}
    assert blocks.check_values(form, good) == {"n": "1.5e3", "d": "2026-02-28", "c": "p", "b": "yes", "t": "a\nb"}
    bad = {"n": "nan", "d": "2026-02-30", "c": "q", "b": "no", "t": "x" * 2001}
    with pytest.raises(Invalid) as refused:
        blocks.check_values(form, bad)
    assert set(refused.value.fields) == {"n", "d", "c", "b", "t"}
    with pytest.raises(Invalid) as refused:
        blocks.check_values(form, {"t": "\x07"})
    assert set(refused.value.fields) == {"n", "t"}
    choice = blocks.find_action(blocks.parse(ALL), "env")
    assert choice
    assert blocks.check_values(choice, {"value": "p"}) == {"value": "p"}
    with pytest.raises(Invalid):
        blocks.check_values(choice, {"value": ""})


@pytest.mark.each_database
async def test_a_message_keeps_its_blocks_and_says_them_in_words(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    posted = await post(chat, ann, room, *ALL)
    assert posted.body == WORDS
    async with chat.reading() as session:
        (read,) = (await messages.read(session, actor=ben, room_uuid=room)).messages
        assert read == posted
    assert blocks.read(read.blocks) == tuple(blocks.parse(ALL))
    assert (await post(chat, ann, room, BUTTONS, body="Deploy?")).body == "Deploy?"


async def test_who_is_named_in_a_text_is_called_and_who_stands_in_a_table_is_not(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cy = await person("ann"), await person("ben"), await person("cy")
    room = await a_room(chat, ann, ben, cy)
    table = {"type": "table", "columns": ["on call"], "rows": [["@cy"], ["@room"]]}
    posted = await post(chat, ann, room, {"type": "text", "text": "@ben look"}, table)
    assert [one.username for one in posted.mentions] == ["ben"]
    changed = await edit(chat, ann, room, "", blocks.parse([table]))
    assert changed.mentions == ()


async def test_an_edit_replaces_blocks_and_another_text_takes_them_away(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    first = await post(chat, ann, room, {"type": "progress", "label": "ETL", "value": 0.1})
    half = blocks.parse([{"type": "progress", "label": "ETL", "value": 0.5}])
    second = await edit(chat, ann, room, "", half)
    assert (second.body, second.revision) == ("ETL: 50 %", first.revision + 1)
    assert await edit(chat, ann, room, "", half) == second
    assert await edit(chat, ann, room, "ETL: 50 %") == second  # as typed, so with what it shows
    async with chat.reading() as session:
        assert await messages.read_editions(session, actor=ann, room_uuid=room, number=1) == []
    plain = await edit(chat, ann, room, "Done.")
    assert (plain.body, plain.blocks) == ("Done.", "")
    assert (await edit(chat, ann, room, "", half)).blocks
    none = await edit(chat, ann, room, "Done.", [])
    assert (none.body, none.blocks) == ("Done.", "")


async def test_a_deleted_message_shows_no_blocks_gets_them_back_and_loses_them_with_its_text(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    posted = await post(chat, ann, room, BUTTONS)

    async def read() -> MessageView:
        async with chat.reading() as session:
            return (await messages.read(session, actor=ann, room_uuid=room)).messages[0]

    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    assert (await read()).blocks == ""
    async with chat.transaction() as work:
        assert (await messages.restore(work, actor=ann, room_uuid=room, number=1)).blocks == posted.blocks
    async with chat.transaction() as work:
        await removal.remove(work, actor=ann, room_uuid=room, number=1)
    job = cleanup.job(chat.database, chat.transactions, lambda: now() + 2 * UNDO)
    assert "1 deleted message" in await job.run()
    assert "nothing to remove" in await job.run()


async def test_a_plain_message_has_none(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    assert (await say(chat, ann, room, "plain")).message.blocks == ""
    with pytest.raises(Invalid, match="empty"):
        await post(chat, ann, room)
