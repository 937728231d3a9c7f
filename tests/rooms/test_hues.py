"""Hues: each room has one, by choice, by its category or its own; a room's first people have twelve different ones."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chatapp import rooms
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.rooms import categories
from chatapp.rooms.hues import DEGREES, apart, hue_of
from chatapp.storage.snapshot import within
from tests.support.people.chats import MakePerson
from tests.support.people.rooms import a_room, join, look
from tests.support.servers.databases import POSTGRESQL


@pytest.mark.each_database
async def test_a_rooms_hue_is_chosen_or_its_categorys_or_its_own(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann, name="Lab")
    assert (await look(chat, ann, room)).hue == hue_of(room) and hue_of(room) in DEGREES  # noqa: PT018
    async with chat.reading() as session:
        form = await rooms.described(session, actor=ann, room_uuid=room)
        social = next(one for one in await categories.listing(session) if one.name == "Social")
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=replace(form, category=social.uuid))
    assert (await look(chat, ann, room)).hue == social.hue == 345
    await chat.room_passwords.edit(actor=ann, room_uuid=room, form=replace(form, category=social.uuid, hue=120))
    view = await look(chat, ann, room)
    assert (view.hue, view.chosen_hue) == (120, 120)
    for wrong in (121, -1, 360):
        with pytest.raises(Invalid) as refused:
            await chat.room_passwords.edit(actor=ann, room_uuid=room, form=replace(form, hue=wrong))
        assert list(refused.value.fields) == ["hue"]
    assert (await look(chat, ann, room)).hue == 120


def test_every_colour_of_a_category_but_grey_is_one_of_the_twelve() -> None:
    hues = [categories.CategoryView(1, uuid4(), "Some", colour, "chat").hue for colour in categories.COLOURS]
    assert [hue for hue in hues if hue is not None and hue not in DEGREES] == []
    assert hues.count(None) == 1
    assert len({*hues}) == len(categories.COLOURS)


def test_the_first_twelve_people_of_a_room_never_look_alike_and_keep_their_own_hue_if_they_can() -> None:
    people = [UUID(int=number) for number in (0, 12, 24, 36, 3, 15, 4, 7, 19, 31, 43, 11, 55)]
    hues = apart(people)
    assert len(hues) == len({*hues.values()}) == len(DEGREES)
    assert hues[people[0]] == hue_of(people[0])
    assert people[12] not in hues, "the thirteenth keeps what they have"


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_hues_of_a_room_follow_who_came_first(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    room = await a_room(chat, ann)
    others = [await person(f"p{number}") for number in range(13)]
    for other in others:
        await join(chat, other, room)
    async with chat.reading() as session:
        hues = await within(session, rooms.hues_apart, actor=others[-1], room_uuid=room)
    assert [*hues] == [ann.uuid, *(other.uuid for other in others[:11])]
    assert len({*hues.values()}) == 12
