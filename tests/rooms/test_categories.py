"""Categories: what rooms are for, for everybody to choose from."""

from uuid import uuid4

import pytest
from sqlmodel import select

from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.rooms import categories
from models import Category


@pytest.mark.each_database
async def test_a_new_chatapp_has_some_by_name_each_with_a_look_the_theme_knows(chat: Chat) -> None:
    async with chat.reading() as session:
        found = await categories.listing(session)
    names = [one.name for one in found]
    assert names == ["Announcements", "General", "Project", "Social", "Support", "Team"]
    assert all(one.colour in categories.COLOURS for one in found)
    assert all(one.icon in categories.ICONS for one in found)
    assert len({(one.colour, one.icon) for one in found}) == len(found), "people tell them apart by these"
    assert len({one.icon for one in found}) == len(found), "not by colour alone"


async def test_the_choice_of_none_stays_none_and_an_unknown_one_is_refused(chat: Chat) -> None:
    async with chat.reading() as session:
        some = (await categories.listing(session))[0]
        assert await categories.chosen(session, None) is None
        assert await categories.chosen(session, some.uuid) == some.category_id
        with pytest.raises(Invalid) as refused:
            await categories.chosen(session, uuid4())
    assert list(refused.value.fields) == ["category"]


async def test_the_list_is_never_longer_than_its_limit(chat: Chat) -> None:
    async with chat.transaction() as work:
        for number in range(60):
            name = f"Extra {number}"
            work.session.add(Category(name=name, name_key=name.lower(), colour="blue", icon="chat"))
    async with chat.reading() as session:
        assert len((await session.exec(select(Category))).all()) == 66
        assert len(await categories.listing(session)) == categories.AT_MOST
