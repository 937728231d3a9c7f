"""Names: written in every script, seen by everybody, and the same whatever is invisible or looks alike in them."""

from dataclasses import replace

import pytest
from sqlmodel import select

from chatapp import rooms
from chatapp.accounts import SignUp, directory, names, profiles
from chatapp.accounts.profiles import ProfileEdit
from chatapp.administration import categories, people
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid
from models import Account, Category, Room
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_closed_room, a_room, delete
from tests.support.servers.server import PASSWORD

MARA = SignUp("mara", "mara@example.org", PASSWORD)
BLANK = ["\u3164", "\u2800", "\u115f\u1160", "\uffa0", "\u200d", "\u0301", "\ufe0f", "\U0001d159", "\U000e0100"]
SAME = ["General\u200d chat", "General \u200cchat", "Ge\ufe0fneral chat", "GENERAL  CHAT", "Gener\u034fal chat"]


@pytest.mark.parametrize(
    "name",
    [
        "प्रिया",
        "นรินทร์",
        "ශ්\u200dරී",
        "می\u200cنا",
        "தமிழ்",
        "ខ្មែរ",
        "မြန်မာ",
        "བོདཡིག",
        "עברית",
        "김철수",
        "Ελένη",
        "Zoë",
        "Nguyễn",
        "مُحَمَّد",
        "ދިވެހި",
        "བསྟན་འཛིན",
        "マイク・スミス",
        "ג׳ון",
        "col·lega",
    ],
)
async def test_a_username_is_written_in_any_script_and_signs_in(chat: Chat, name: str) -> None:
    actor = await chat.accounts.sign_up(replace(MARA, username=name), may_be_first=True)
    assert (await chat.sessions.sign_in(name.upper(), PASSWORD)).actor == actor
    async with chat.reading() as session:
        assert await directory.find(session, actor=actor, who=f"@{name}") == actor.uuid


@pytest.mark.parametrize(
    "name",
    [
        "mara\u3164",
        "mara\u2800",
        "ma\u200dra",
        "mara\ufe0f",
        "mara\U000e0100",
        "\u0301mara",
        "mar\u20dda",
        "mara\u1039",
        "mara\u094d",
        "ma\u30fbra",
        "ma\u00b7ra",
        "mara.\u0e31",
        "room",  # calls everybody
        "ＨＥＲＥ",
        "e\u0301\u0301va",
        "a\u0301\u0302\u0303\u0304\u0306b",
    ],
)
def test_a_username_has_nothing_that_is_not_seen(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        names.username(name, "username")
    assert list(refused.value.fields) == ["username"]


@pytest.mark.parametrize("name", ["mаra", "MАRА", "Mara", "ｍａｒａ"])
@pytest.mark.each_database
async def test_a_username_that_looks_like_another_is_taken_and_signs_in_as_it(chat: Chat, name: str) -> None:
    mara = await chat.accounts.sign_up(MARA, may_be_first=True)
    with pytest.raises(Conflict) as refused:
        await chat.accounts.sign_up(SignUp(name, "other@example.org", PASSWORD))
    assert list(refused.value.fields) == ["username"]
    assert (await chat.sessions.sign_in(name, PASSWORD)).actor == mara
    await chat.accounts.sign_up(SignUp("мара", "other@example.org", PASSWORD))  # in one script: free


@pytest.mark.parametrize("blank", BLANK)
async def test_a_name_that_nobody_would_see_is_refused_beside_its_field(
    chat: Chat, person: MakePerson, blank: str
) -> None:
    ann = await person("ann")
    for field in ("first_name", "last_name"):
        with pytest.raises(Invalid) as refused:
            async with chat.transaction() as work:
                await profiles.edit(work, actor=ann, changes=ProfileEdit(**{field: blank}))
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(replace(MARA, first_name=blank))
    assert list(refused.value.fields) == ["first_name"]
    with pytest.raises(Invalid) as refused:
        await a_room(chat, ann, name=blank)
    assert list(refused.value.fields) == ["name"]


@pytest.mark.each_database
async def test_rooms_and_categories_that_look_the_same_are_the_same(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await a_room(chat, ann, name="General chat")
    async with chat.transaction() as work:
        await categories.add(work, actor=ann, name="General chat", colour="blue", icon="chat")
    for name in SAME:
        with pytest.raises(Conflict):
            await a_room(chat, ann, name=name)
        with pytest.raises(Conflict):
            async with chat.transaction() as work:
                await categories.add(work, actor=ann, name=name, colour="blue", icon="chat")


@pytest.mark.each_database
async def test_people_and_rooms_are_found_whichever_keyboard_one_has(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    async with chat.transaction() as work:
        await profiles.edit(work, actor=ben, changes=ProfileEdit(first_name="İzmir", last_name="ПРИВЕТ"))
    room = await a_room(chat, ann, name="İSTANBUL　IŞIK")
    async with chat.reading() as session:
        for search in ("izmir", "İZMİR", "ızmır", "привет"):
            assert [found.uuid for found in await directory.suggest(session, actor=ann, search=search)] == [ben.uuid]
        for search in ("istanbul", "ıstanbul", "işik", "IŞIK", "İstanbul\u3000ışık"):
            page = await rooms.listing(session, actor=ann, search=search)
            assert [found.uuid for found in page.items] == [room], search


@pytest.mark.each_database
async def test_lists_by_username_go_on_after_a_key_that_is_not_the_name(chat: Chat, person: MakePerson) -> None:
    members = [await person(name) for name in ("mаra", "marb", "мара", "zoe")]
    room = await a_room(chat, *members)
    async with chat.transaction() as work:  # as a migration leaves one that was the same as another
        (await work.session.get_one(Account, members[1].account_id)).username_key = "mara#2"
    seen: list[str] = []
    after: str | None = ""
    async with chat.reading() as session:
        while after is not None:
            page = await rooms.members(session, actor=members[0], room_uuid=room, after=after, limit=1)
            listed = await people.listing(session, actor=members[0], after=after, limit=1)
            assert listed.next == page.next
            seen += [member.username for member in page.items]
            after = page.next
            assert len(seen) <= len(members)
    assert seen == ["mаra", "marb", "zoe", "мара"]


async def test_what_a_migration_had_to_tell_apart_can_be_edited_and_deleted_under_its_name(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    await a_room(chat, ann, name="Lab")
    room = await a_closed_room(chat, ann, name="Lab 2")
    async with chat.transaction() as work:
        await categories.add(work, actor=ann, name="Lab", colour="blue", icon="chat")
        other = await categories.add(work, actor=ann, name="Lab 2", colour="blue", icon="chat")
        (await work.session.exec(select(Category).where(Category.uuid == other))).one().name = "La\u200db"
        (await work.session.exec(select(Room).where(Room.uuid == room))).one().name = "La\u200db"
        (await work.session.get_one(Account, ben.account_id)).username = "an\u3164n"
    async with chat.transaction() as work:
        await profiles.edit(work, actor=ben, changes=ProfileEdit(bio="Here."))
        await categories.edit(work, actor=ann, category_uuid=other, name="La\u200db", colour="red", icon="cup")
        form = await rooms.described(work.session, actor=ann, room_uuid=room)
        await rooms.edit(work, actor=ann, room_uuid=room, form=replace(form, description="Here."))
    await delete(chat, ann, room, "la\u200dB")
