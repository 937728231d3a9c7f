"""Adding a person: an account that nobody can sign in to until its owner has followed the link."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chatapp.administration import audit_trail, newcomers
from chatapp.administration.newcomers import Newcomer
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Conflict, Invalid, NotFound
from chatapp.identity import Actor
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import PASSWORD


async def create(
    chat: Chat, actor: Actor, *, name: str = "Ida Rhodes", email: str = "ida@example.org", username: str = ""
) -> Newcomer:
    resets = chat.password_resets
    async with chat.transaction() as work:
        return await newcomers.create(work, actor=actor, name=name, email=email, username=username, resets=resets)


def token_of(newcomer: Newcomer) -> str:
    return parse_qs(urlsplit(newcomer.link).query)["token"][0]


async def test_the_link_chooses_a_password_once_and_before_that_nobody_signs_in(
    chat_with: ChatWith, person: MakePerson, mailbox: Mailbox
) -> None:
    ada = await person("ada")
    chat = chat_with(smtp_url=mailbox.url)
    ida = await create(chat, ada)
    assert (ida.name, ida.username) == ("Ida Rhodes", "ida")
    assert ida.link in (await mailbox.mail("ida@example.org")).text
    for password in ("", PASSWORD):
        with pytest.raises(ChatError):
            await chat.sessions.sign_in("ida", password, device="Firefox", address="192.0.2.7")
    await chat.password_resets.complete(token_of(ida), PASSWORD)
    await chat.sessions.sign_in("ida@example.org", PASSWORD, device="Firefox", address="192.0.2.7")
    with pytest.raises(Invalid):
        await chat.password_resets.complete(token_of(ida), PASSWORD)
    async with chat.reading() as session:
        told = (await audit_trail.read(session, actor=ada)).items[0]
    assert (told.action, told.subject) == ("create account", "ida")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"email": "no address"}, "email"),
        ({"username": "?"}, "username"),
    ],
)
async def test_what_is_wrong_is_told_by_field(
    chat: Chat, person: MakePerson, given: dict[str, str], field: str
) -> None:
    ada = await person("ada")
    with pytest.raises(Invalid) as refused:
        await create(chat, ada, **given)
    assert set(refused.value.fields) == {field}


async def test_a_name_and_an_address_belong_to_one_person(chat: Chat, person: MakePerson) -> None:
    ada = await person("ada")
    await create(chat, ada)
    with pytest.raises(Conflict):
        await create(chat, ada)
    assert (await create(chat, ada, email="other@example.org")).username == "ida.rhodes"
    with pytest.raises(NotFound):
        await create(chat, await person("ben"), email="third@example.org")
