"""E-mail addresses: one key for all spellings of one, and those of internal networks where the operator takes them."""

from dataclasses import replace

import pytest

from chatapp.accounts import SignUp, directory, names
from chatapp.administration import people
from chatapp.bootstrap import Chat
from chatapp.errors import Conflict, Invalid
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD

UMLAUT = SignUp("xenia", "x@münchen.example", PASSWORD)
SPELLINGS = ["x@münchen.example", "x@xn--mnchen-3ya.example", "X@MÜNCHEN.example", "ｘ@mu\u0308nchen.example"]
INTERNAL = [
    "a@corp.local",
    "a@localhost",
    "a@x.test",
    "a@intranet",
    "a@box.home.arpa",
    "a@münchen.local",
    "A@LOCALHOST",
]


@pytest.mark.parametrize(("made", "typed"), [(SPELLINGS[0], SPELLINGS), (SPELLINGS[1], SPELLINGS)])
@pytest.mark.each_database
async def test_an_address_is_the_same_in_all_its_spellings(
    chat: Chat, person: MakePerson, made: str, typed: list[str]
) -> None:
    ann = await person("ann")
    xenia = await chat.accounts.sign_up(replace(UMLAUT, email=made))
    await a_room(chat, ann, xenia)
    for email in typed:
        assert (await chat.sessions.sign_in(email, PASSWORD)).actor == xenia
        with pytest.raises(Conflict) as refused:
            await chat.accounts.sign_up(SignUp("other", email, PASSWORD))
        assert list(refused.value.fields) == ["email"]
        async with chat.reading() as session:
            assert await directory.find(session, actor=ann, who=email) == xenia.uuid
            listed = await people.listing(session, actor=ann, search=email)
        assert [person.uuid for person in listed.items] == [xenia.uuid]


async def test_a_link_is_mailed_whichever_spelling_is_typed(chat: Chat, mailing: Chat, mailbox: Mailbox) -> None:
    await chat.accounts.sign_up(UMLAUT)
    await mailing.password_resets.request("X@xn--mnchen-3ya.example")
    assert (await mailbox.mail("x@xn--mnchen-3ya.example")).token


@pytest.mark.parametrize("email", INTERNAL)
async def test_an_address_of_an_internal_network_is_taken_where_nothing_mails_outside(chat: Chat, email: str) -> None:
    actor = await chat.accounts.sign_up(replace(UMLAUT, email=email), may_be_first=True)
    assert (await chat.sessions.sign_in(email, PASSWORD)).actor == actor


@pytest.mark.parametrize("email", INTERNAL)
async def test_an_address_of_an_internal_network_is_refused_where_the_operator_says_so(
    chat_with: ChatWith, email: str
) -> None:
    chat = chat_with(internal_addresses=False)
    with pytest.raises(Invalid) as refused:
        await chat.accounts.sign_up(replace(UMLAUT, email=email), may_be_first=True)
    assert list(refused.value.fields) == ["email"]


@pytest.mark.parametrize(
    "email", ["a@x.invalid", "a@10.0.0.1", "a@[::1]", "a@b@localhost", "@localhost", "a@-x", "a@7"]
)
def test_what_is_no_address_anywhere_is_refused_all_the_same(email: str) -> None:
    with pytest.raises(Invalid):
        names.email(email, "email", is_internal_allowed=True)
