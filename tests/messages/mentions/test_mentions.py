"""Mentions: names in a text, whom they mean, and that they are counted as a person would count them."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from chatapp import messages, rooms
from chatapp.accounts import profiles
from chatapp.accounts.deletion import delete_account
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.identity import Actor, active_account
from chatapp.messages import history
from chatapp.messages.mentions import names_in
from chatapp.messages.mentions.names import LOOKED_AT
from chatapp.messages.mentions.resolving import TOO_LARGE
from chatapp.messages.posting.posting import store
from models import Mention
from pages.room.message.mention_html import with_names
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_direct_room, a_room, join, leave, listen, look, remove, say, set_role


async def named(chat: Chat, actor: Actor, room: UUID, number: int = 0) -> MessageView:
    async with chat.reading() as session:
        found = (await history.read(session, actor=actor, room_uuid=room)).messages
    return found[number - 1]


async def edit(chat: Chat, actor: Actor, room: UUID, number: int, body: str) -> MessageView:
    async with chat.transaction() as work:
        return await messages.edit(work, actor=actor, room_uuid=room, number=number, body=body)


async def list_mentions(chat: Chat, actor: Actor, **options: int) -> list[tuple[UUID, int]]:
    async with chat.reading() as session:
        page = await messages.mentioned(session, actor=actor, **options)
    return [(one.room.uuid, one.message.number) for one in page.items]


def kinds(message: MessageView) -> list[tuple[str, str]]:
    return [(one.kind, one.username) for one in message.mentions]


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("hi @ada, and @bo.", [("ada",), ("bo.", "bo")]),
        ("@ada.lovelace.", [("ada.lovelace.", "ada.lovelace", "ada.", "ada")]),
        ("＠ＡＤＡ！ (@Bo)", [("ada",), ("bo",)]),
        ("@张三你好", [("张三你好", "张三你", "张三", "张")]),
        ("你好@ada你好", [("ada你好", "ada你", "ada")]),
        ("*@ada* _@bo_ ~~@cy~~", [("ada",), ("bo",), ("cy",)]),
        ("- @bo\n\n|a|\n|-|\n|@cy|", [("bo",), ("cy",)]),
        ("> @ada\n> > and @bo\n> @cy\n\n@dan\n\n> @room", [("dan",)]),
        ("- > @ada\n- @bo", [("bo",)]),
        ("`@ada` [@bo](https://example.org) https://example.org/@cy", []),
        ("```\n@ada\n```", []),
        ("ada@example.org, mailto:ada@example.org, a@b, @@ada, @ ada, @_x", []),
        ("@room-101", [("room-101", "room-")]),
        ("@room, @Here!", [("room",), ("here",)]),
    ],
)
def test_names_are_found_by_the_markups_own_tokens(body: str, keys: Sequence[tuple[str, ...]]) -> None:
    assert list(names_in(body).people) == list(keys)


def test_a_text_of_hostile_length_has_a_bounded_number_of_names() -> None:
    assert len(names_in(" ".join(f"@a{number}" for number in range(2_000))).people) <= 500
    assert len(names_in("@" + "a.b" * 3_000).person_keys) <= 24


@pytest.mark.each_database
async def test_all_names_of_a_text_have_a_bounded_number_of_ends_and_are_the_same_when_it_is_drawn(
    chat: Chat, person: MakePerson
) -> None:
    """Letters without spaces between words may end a name anywhere: 400 names of them took 0.1 s."""
    ann, ada = await person("ann"), await person("ada")
    room = await a_room(chat, ann, ada)
    hostile = " ".join("@" + "".join(chr(0x4E00 + (17 * name + at) % 8_000) for at in range(23)) for name in range(390))
    assert sum(map(len, names_in(hostile).people)) <= LOOKED_AT
    message = (await say(chat, ann, room, f"@ada {hostile} @ada")).message
    assert kinds(message) == [("person", "ada")]
    assert with_names(message, message.body).count('data-person="') == 1  # the second is beyond what is looked at


async def test_a_mention_is_stored_with_the_message_and_counted_until_it_is_read(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = await person("ann"), await person("ben"), await person("cat")
    room = await a_room(chat, ann, ben)
    heard = listen(chat, room_topic(room))
    posted = (await say(chat, ann, room, "@BEN. and @cat and @nobody and @ben again")).message
    assert kinds(posted) == [("person", "ben")]
    assert heard == [MessageChanged(posted)]
    assert await named(chat, ben, room) == posted
    assert [(await look(chat, who, room)).unread_mentions for who in (ann, ben)] == [0, 1]
    assert await list_mentions(chat, ben) == [(room, 1)]
    assert await list_mentions(chat, cat) == []  # not a member: nothing was stored
    async with chat.transaction() as work:
        await messages.mark_read(work, actor=ben, room_uuid=room, number=1)
    assert (await look(chat, ben, room)).unread_mentions == 0
    assert await list_mentions(chat, ben) == [(room, 1)]


async def test_a_quotation_calls_nobody_and_its_rooms_are_links(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben, name="Lobby")
    said = (await say(chat, ann, room, "> @ben and @room, see #lobby\n\nI agree")).message
    assert (said.mentions, [one.typed for one in said.links]) == ((), ["lobby"])
    assert (await look(chat, ben, room)).unread_mentions == 0
    assert "@ben and @room" in with_names(said, said.body)
    assert kinds(await edit(chat, ann, room, 1, "> @ben and @room\n\nI agree, @ben")) == [("person", "ben")]


async def test_the_longest_name_of_a_member_is_meant(chat: Chat, person: MakePerson) -> None:
    ann, ada, longer = await person("ann"), await person("ada"), await person("ada.l")
    room = await a_room(chat, ann, ada, longer)
    assert kinds((await say(chat, ann, room, "@ada.l.")).message) == [("person", "ada.l")]
    assert kinds((await say(chat, ann, room, "@ada.x, @adamant")).message) == [("person", "ada")]


@pytest.mark.each_database
async def test_room_is_one_row_and_here_are_those_who_are_online(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat, dan = [await person(name) for name in ("ann", "ben", "cat", "dan")]
    room = await a_room(chat, ann, ben, cat)
    for who in (ann, ben, dan):
        chat.presence.connect(who, f"page of {who.username}")
    everybody = (await say(chat, ann, room, "@room look")).message
    online = (await say(chat, ann, room, "@here look")).message
    async with chat.reading() as session:
        stored = (await session.exec(select(Mention).order_by(col(Mention.id)))).all()
        assert [(row.kind, row.account_id) for row in stored] == [
            ("room", None),
            ("here", None),
            ("here", ann.account_id),
            ("here", ben.account_id),
        ]
    assert [one.uuid for one in online.mentions] == [None, ann.uuid, ben.uuid]
    assert [(await look(chat, who, room)).unread_mentions for who in (ann, ben, cat)] == [0, 2, 1]
    assert await named(chat, cat, room, everybody.number) == everybody
    assert await named(chat, cat, room, online.number) == online
    assert await list_mentions(chat, cat) == [(room, 1)]
    late = await person("eve")
    await join(chat, late, room)
    assert await list_mentions(chat, late) == []  # `@room` called those who were members then


@pytest.mark.each_database
async def test_editing_takes_mentions_in_and_out_and_deleting_all(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    await say(chat, ann, room, "nobody")

    async def counts() -> list[int]:
        return [(await look(chat, who, room)).unread_mentions for who in (ben, cat)]

    assert kinds(await edit(chat, ann, room, 1, "now @ben")) == [("person", "ben")]
    assert await counts() == [1, 0]
    assert kinds(await edit(chat, ann, room, 1, "now @cat and @room")) == [("person", "cat"), ("room", "")]
    assert await counts() == [1, 1]
    assert kinds(await edit(chat, ann, room, 1, "now `@cat`")) == []
    assert await counts() == [0, 0]
    await edit(chat, ann, room, 1, "@ben")
    async with chat.transaction() as work:
        await messages.remove(work, actor=ann, room_uuid=room, number=1)
    assert await counts() == [0, 0]
    assert await list_mentions(chat, ben) == []
    assert (await named(chat, ben, room)).mentions == ()


async def test_who_was_here_stays_when_the_message_is_edited(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    chat.presence.connect(ben, "page")
    before = (await say(chat, ann, room, "@here lok")).message
    chat.presence.connect(cat, "page")
    assert (await edit(chat, ann, room, 1, "@here look")).mentions == before.mentions


async def test_a_message_mentions_fifty_people_at_most(chat: Chat, person: MakePerson) -> None:
    people = [await person(f"p{number}") for number in range(51)]
    room = await a_room(chat, *people)
    heard = listen(chat, room_topic(room))
    body = " ".join(f"@{one.username}" for one in people)
    with pytest.raises(Invalid) as refused:
        await say(chat, people[0], room, body)
    assert refused.value.fields == {"body": "A message can mention up to 50 people; this one mentions 51."}
    assert heard == []
    await say(chat, people[0], room, "fine")
    with pytest.raises(Invalid):
        await edit(chat, people[0], room, 1, body)
    assert (await named(chat, people[1], room)).body == "fine"
    assert len((await say(chat, people[0], room, body.partition(" ")[2])).message.mentions) == 50

    # With 51 members, only some may call them all; nobody is told of the others' tries.
    for sign in ("@room", "@here"):
        with pytest.raises(Invalid) as refused:
            await say(chat, people[1], room, f"{sign} look")
        assert refused.value.fields == {"body": TOO_LARGE}
        await say(chat, people[1], room, f"`{sign}`")
        await say(chat, people[0], room, sign)  # the owner
    await set_role(chat, people[0], people[1], room, "moderator")
    await say(chat, people[1], room, "@room look")
    async with chat.reading() as session:
        assert await messages.call_refusal(session, actor=people[2], room_uuid=room) == TOO_LARGE
        assert await messages.call_refusal(session, actor=people[1], room_uuid=room) == ""


async def test_a_group_of_posts_costs_one_query_for_all_names_and_none_without(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    asked: list[str] = []
    event.listen(chat.database.direct, "before_cursor_execute", lambda *args: asked.append(args[2]))

    async def cost(*bodies: str) -> int:
        asked.clear()
        new = [
            messages.NewMessage(ann, where, body, f"{body} {where}".replace("@", ""), names=names_in(body))
            for body in bodies
            for where in (room, other)
        ]
        await chat.transactions.run_sync(lambda work: store(new, work))
        return len(asked)

    plain = await cost("one", "two")
    alerts = 4  # one for each message that concerns somebody
    assert await cost("@ben one", "@nobody, @ben two") == plain + 1 + 2 * 2 + alerts  # and for each room, ids and rows
    assert await cost("three", "four") == plain


async def test_renaming_a_person_renames_the_mention(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben")
    async with chat.transaction() as work:
        await profiles.edit(work, actor=ben, changes=profiles.ProfileEdit(username="benedict", first_name="Ben"))
    (one,) = (await named(chat, ann, room)).mentions
    assert (one.username, one.name, one.typed, one.uuid) == ("benedict", "Ben", "ben", ben.uuid)


@pytest.mark.each_database
async def test_a_name_that_stays_in_an_edited_text_goes_on_meaning_whom_it_meant(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben, cat)
    linked = await a_room(chat, ann, name="Plans")
    before = (await say(chat, ann, room, "@ben and @cat, see #plans")).message
    async with chat.transaction() as work:
        await profiles.edit(work, actor=ben, changes=profiles.ProfileEdit(username="benedict"))
        await rooms.edit(work, actor=ann, room_uuid=linked, form=rooms.RoomForm(name="Old plans"))
    await leave(chat, cat, room)
    other = await person("eve")
    async with chat.transaction() as work:  # the name is free again
        await profiles.edit(work, actor=other, changes=profiles.ProfileEdit(username="ben"))
    await a_room(chat, other, name="Plans")
    await join(chat, other, room)

    after = await edit(chat, ann, room, 1, "@ben and @cat, please see #plans")
    assert kinds(after) == [("person", "benedict"), ("person", "cat")]
    assert after.links == before.links
    assert ((await look(chat, ben, room)).unread_mentions, await list_mentions(chat, other)) == (1, [])
    assert kinds(await edit(chat, ann, room, 1, "never mind")) == []
    assert kinds(await edit(chat, ann, room, 1, "@ben and @cat")) == [("person", "ben")], "named anew"


async def test_only_rooms_that_one_is_in_now_are_listed(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room, other = await a_room(chat, ann, ben), await a_room(chat, ann, ben)
    direct = await a_direct_room(chat, ann, ben)
    for where in (room, other, direct):
        await say(chat, ann, where, "@ben")
    assert await list_mentions(chat, ben) == [(direct, 1), (other, 1), (room, 1)]
    await leave(chat, ben, other)
    assert await list_mentions(chat, ben) == [(direct, 1), (room, 1)]
    await remove(chat, ann, ben, room)
    assert await list_mentions(chat, ben) == [(direct, 1)]
    await join(chat, ben, other)
    assert await list_mentions(chat, ben) == [(direct, 1), (other, 1)]
    async with chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=other)
    assert await list_mentions(chat, ben) == [(direct, 1)]


async def test_mentions_come_a_page_at_a_time(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    for number in range(5):
        await say(chat, ann, room, f"@ben @room {number}")
    numbers: list[int] = []
    after: int | None = None
    while True:
        async with chat.reading() as session:
            page = await messages.mentioned(session, actor=ben, after=after, limit=2)
        numbers += [one.message.number for one in page.items]
        if (after := page.next) is None:
            break
    assert numbers == [5, 4, 3, 2, 1]


async def test_a_private_rooms_name_is_no_link(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    open_one = await a_room(chat, ann, name="Design Team")
    listed = await a_room(chat, ann, name="Vault", visibility="private", password="open sesame")
    await a_room(chat, ann, name="Mergers", visibility="private")
    said = (await say(chat, ann, room, "#design team, #VAULT #mergers a#vault `#vault`")).message
    assert [link.uuid for link in said.links] == [open_one, listed]
    assert await named(chat, ben, room) == said
    assert said.mentions == ()
    assert (await look(chat, ben, room)).unread_mentions == 0
    async with chat.reading() as session:
        assert [one.name for one in await messages.suggest_rooms(session, actor=ann, search="")][:1]
        assert await messages.suggest_rooms(session, actor=ann, search="merg") == []
    async with chat.transaction() as work:
        await rooms.close(work, actor=ann, room_uuid=open_one)
        await rooms.delete(work, actor=ann, room_uuid=open_one, confirmation="Design Team")
    assert [link.uuid for link in (await named(chat, ben, room)).links] == [listed]


async def test_who_is_named_and_not_in_the_room_is_offered_to_the_author(chat: Chat, person: MakePerson) -> None:
    ann, ben, cat = [await person(name) for name in ("ann", "ben", "cat")]
    room = await a_room(chat, ann, ben)
    async with chat.reading() as session:
        found = await messages.outsiders(session, actor=ann, room_uuid=room, body="@cat @ben @nobody @cat. `@cat`")
        assert [one.uuid for one in found] == [cat.uuid]
        assert await messages.outsiders(session, actor=ann, room_uuid=room, body="nobody") == []


async def test_members_are_suggested_first(chat: Chat, person: MakePerson) -> None:
    ann, bea, ben, bob = [await person(name) for name in ("ann", "bea", "ben", "bob")]
    room = await a_room(chat, ann, bea, bob)
    await say(chat, bob, room, "hello")
    async with chat.reading() as session:
        found = await messages.suggest_people(session, actor=ann, room_uuid=room, search="b")
        assert [one.uuid for one in found.members] == [bea.uuid, bob.uuid]
        assert [one.uuid for one in found.others] == [ben.uuid]
        lately = await messages.suggest_people(session, actor=ann, room_uuid=room, search="")
        assert [one.uuid for one in lately.members] == [bob.uuid, bea.uuid]
        assert (lately.member_count, lately.refusal) == (3, "")


async def test_a_deleted_account_is_mentioned_nowhere(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    await say(chat, ann, room, "@ben")
    async with chat.transaction() as work:
        await delete_account(work, await active_account(work.session, ben))
    assert (await named(chat, ann, room)).mentions == ()
    assert (await named(chat, ann, room)).body == "@ben"
