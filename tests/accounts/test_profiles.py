"""Profiles: what people say of themselves, what others see of it, and another password."""

from uuid import uuid4

import pytest

from chatapp.accounts import SignUp, directory, profiles
from chatapp.accounts.profiles import PersonCard, Profile, ProfileEdit
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid, NotFound, RateLimited, Unauthenticated
from chatapp.events import AccountChanged, SessionEnded, TokensRevoked, account_topic
from chatapp.identity import Actor
from models import Account
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import listen
from tests.support.servers.server import PASSWORD

ANOTHER = "quince-lantern-4"


async def edit(chat: Chat, actor: Actor, **changes: str) -> None:
    async with chat.transaction() as work:
        await profiles.edit(work, actor=actor, changes=ProfileEdit(**changes))


async def own(chat: Chat, actor: Actor) -> Profile:
    return await chat.read(profiles.own, actor=actor)


async def card(chat: Chat, actor: Actor, of: Actor) -> PersonCard:
    async with chat.reading() as session:
        return await profiles.person(session, actor=actor, account_uuid=of.uuid)


async def deactivate(chat: Chat, actor: Actor) -> None:
    async with chat.transaction() as work:
        (await work.session.get_one(Account, actor.account_id)).is_active = False


@pytest.mark.each_database
async def test_what_is_edited_is_what_is_shown(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    bio = "  Engines.\r\n\r\n\r\n\r\nTea  at four. 👩‍🔬 "
    await edit(chat, ann, username="Ada.L", first_name=" Ada ", last_name="Lovelace", country="gb", bio=bio)
    mine = await own(chat, ann)
    assert (mine.username, mine.name, mine.country) == ("Ada.L", "Ada Lovelace", "GB")
    assert mine.bio == "Engines.\n\nTea  at four. 👩‍🔬"


async def test_what_is_left_out_stays_and_what_is_empty_goes(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await edit(chat, ann, first_name="Ada", last_name="Lovelace", country="GB", bio="Engines")
    await edit(chat, ann, last_name="", country="")
    mine = await own(chat, ann)
    assert (mine.username, mine.first_name, mine.last_name) == ("ann", "Ada", "")
    assert (mine.country, mine.bio) == ("", "Engines")


async def test_every_wrong_field_is_told_at_once_and_nothing_is_changed(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    heard = listen(chat, account_topic(ann.account_id))
    with pytest.raises(Invalid) as refused:
        await edit(chat, ann, username="a b", first_name="\u202eevil", last_name="x" * 61, country="XX", bio="y" * 501)
    assert set(refused.value.fields) == {"username", "first_name", "last_name", "country", "bio"}
    with pytest.raises(Invalid):
        await edit(chat, ann, first_name="Ada", country="Atlantis")
    assert (await own(chat, ann)).first_name == ""
    assert heard == []


@pytest.mark.parametrize("bio", ["\x00", "half \ud800", "tab\there", "turned \u202e round", "x\n" * 251])
async def test_a_bio_that_cannot_be_shown_is_refused(chat: Chat, person: MakePerson, bio: str) -> None:
    with pytest.raises(Invalid) as refused:
        await edit(chat, await person("ann"), bio=bio)
    assert set(refused.value.fields) == {"bio"}


@pytest.mark.each_database
async def test_a_bio_of_five_hundred_characters_is_taken(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    await edit(chat, ann, bio="é" * 500)
    assert (await own(chat, ann)).bio == "é" * 500


@pytest.mark.each_database
async def test_a_taken_username_is_refused_beside_its_field(chat: Chat, person: MakePerson) -> None:
    ann, _ = await person("ann"), await person("ben")
    with pytest.raises(Conflict) as refused:
        await edit(chat, ann, username="BEN")
    assert set(refused.value.fields) == {"username"}
    await edit(chat, ann, username="ANN")  # one's own, written differently
    assert (await own(chat, ann)).username == "ANN"


@pytest.mark.each_database
async def test_a_renamed_person_signs_in_and_is_found_by_the_new_name_alone(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await edit(chat, ben, username="robert", first_name="Zoë")
    assert (await chat.sessions.sign_in("Robert", PASSWORD)).actor.uuid == ben.uuid
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in("ben", PASSWORD)
    async with chat.reading() as session:
        for search, found in (("robert", [ben.uuid]), ("zoë", [ben.uuid]), ("ben", [])):
            people = await directory.suggest(session, actor=ann, search=search)
            assert [one.uuid for one in people] == found


async def test_your_own_pages_hear_of_a_change_and_nobody_elses(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard = listen(chat, account_topic(ann.account_id))
    heard_by_ben = listen(chat, account_topic(ben.account_id))
    await edit(chat, ann, first_name="Ada")
    assert heard == [AccountChanged(ann.account_id)]
    assert heard_by_ben == []


async def test_others_see_a_card_without_the_address(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await edit(chat, ann, first_name="Ada", country="GB", bio="Engines")
    seen = await card(chat, ben, ann)
    assert (seen.username, seen.name, seen.country, seen.bio) == ("ann", "Ada", "United Kingdom", "Engines")
    assert "example.org" not in repr(seen)


async def test_nobody_and_who_is_deactivated_look_the_same(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await deactivate(chat, ben)
    refusals = []
    for uuid in (ben.uuid, uuid4()):
        async with chat.reading() as session:
            with pytest.raises(NotFound) as refused:
                await profiles.person(session, actor=ann, account_uuid=uuid)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


async def test_who_is_deactivated_sees_and_changes_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await deactivate(chat, ben)
    for refused in (own(chat, ben), card(chat, ben, ann), edit(chat, ben, first_name="Ben")):
        with pytest.raises(Unauthenticated):
            await refused
    with pytest.raises(Unauthenticated):
        await chat.own_account.change_password(actor=ben, current=PASSWORD, new=ANOTHER)


@pytest.mark.each_database
async def test_another_password_ends_everything_but_the_session_that_asked(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    here, elsewhere = [await chat.sessions.sign_in("ann", PASSWORD) for _ in range(2)]
    token = await chat.sessions.issue_token("ann", PASSWORD)
    others = await chat.sessions.sign_in("ben", PASSWORD)
    visit, other_visit = await chat.sessions.visit(here.token), await chat.sessions.visit(elsewhere.token)
    assert visit is not None
    assert other_visit is not None
    heard = listen(chat, account_topic(ann.account_id))
    await chat.own_account.change_password(actor=ann, current=PASSWORD, new=ANOTHER, session_id=visit.session_id)
    assert heard == [SessionEnded(other_visit.session_id), TokensRevoked(ann.account_id)]
    assert await chat.sessions.visit(here.token) is not None
    assert await chat.sessions.visit(elsewhere.token) is None
    assert await chat.sessions.visit(others.token) is not None
    with pytest.raises(Unauthenticated):
        await chat.sessions.bearer(token.token)
    with pytest.raises(Unauthenticated):
        await chat.sessions.sign_in("ann", PASSWORD)
    assert (await chat.sessions.sign_in("ann", ANOTHER)).actor.uuid == ann.uuid
    assert (await chat.sessions.sign_in("ben", PASSWORD)).actor.uuid == ben.uuid


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", ANOTHER, "current_password"),
        ("", ANOTHER, "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, "password1", "new_password"),
        (PASSWORD, "ann@example.org", "new_password"),
        (PASSWORD, "x" * 1025, "new_password"),
    ],
)
async def test_a_password_is_not_changed_when(
    chat: Chat, person: MakePerson, current: str, new: str, field: str
) -> None:
    ann = await person("ann")
    signed_in = await chat.sessions.sign_in("ann", PASSWORD)
    with pytest.raises(Invalid) as refused:
        await chat.own_account.change_password(actor=ann, current=current, new=new)
    assert set(refused.value.fields) == {field}
    assert await chat.sessions.visit(signed_in.token) is not None
    assert (await chat.sessions.sign_in("ann", PASSWORD)).actor.uuid == ann.uuid


async def test_your_password_cannot_be_guessed_from_an_open_page(chat_with: ChatWith) -> None:
    chat = chat_with(tries_per_minute=3)
    ann = await chat.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), may_be_first=True)
    for _ in range(3):
        with pytest.raises(Invalid):
            await chat.own_account.confirm(actor=ann, password="guess")
    with pytest.raises(RateLimited):
        await chat.own_account.confirm(actor=ann, password=PASSWORD)
