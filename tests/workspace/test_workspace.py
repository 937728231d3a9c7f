"""The workspace: its name, logo and sign-up rules, changed by administrators, audited, told to open pages."""

from dataclasses import replace

import pytest
from sqlmodel import select

from chatapp import workspace
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import WORKSPACE_TOPIC, WorkspaceChanged
from chatapp.identity import Actor
from chatapp.workspace import SignUpPolicy, WorkspaceEdit
from models import AuditEntry
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import listen
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD

NEW = SignUp(None, "new@acme.com", PASSWORD, name="New Person")


async def edit(chat: Chat, actor: Actor, **changes: object) -> None:
    async with chat.transaction() as work:
        await workspace.edit(work, actor=actor, changes=WorkspaceEdit(**changes))  # type: ignore[arg-type]


async def trail(chat: Chat) -> list[tuple[str, str]]:
    async with chat.reading() as session:
        return [(entry.action, entry.detail) for entry in (await session.exec(select(AuditEntry))).all()]


@pytest.mark.each_database
async def test_an_administrator_changes_it_once_for_all_pages_with_an_entry_in_the_trail(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard = listen(chat, WORKSPACE_TOPIC)
    assert (await chat.workspace.get()).name == "Chatapp"
    await edit(chat, ann, name="  Acme   Works ", domains=["@ACME.com", "", "acme.com", "münchen.example"])
    view = await chat.workspace.get()
    assert (view.name, view.domains) == ("Acme Works", ("acme.com", "münchen.example"))
    await edit(chat, ann, name="Acme Works")  # no change: no entry, no event
    assert heard == [WorkspaceChanged()]
    assert await trail(chat) == [("edit workspace", "name: Acme Works; domains: acme.com, münchen.example")]
    with pytest.raises(NotFound):
        await edit(chat, ben, name="Mine")


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 200, "a\u202eb", "a\nb\x00", "\u3164"])
async def test_a_name_that_cannot_be_shown_is_refused_beside_its_field(
    chat: Chat, person: MakePerson, name: str
) -> None:
    ann = await person("ann")
    with pytest.raises(Invalid) as refused:
        await edit(chat, ann, name=name, domains=["no domain"], signup="sometimes")
    assert {*refused.value.fields} == {"name", "domains", "signup"}
    assert (await chat.workspace.get()).name == "Chatapp"
    with pytest.raises(Invalid) as at_setup:
        await chat.set_up.run(replace(NEW, email="?"), workspace=name, may_be_first=True)
    assert {*at_setup.value.fields} == {"workspace", "email"}


async def test_a_logo_is_drawn_like_pictures_of_people_and_no_svg_or_bomb_is_taken(
    chat: Chat, person: MakePerson
) -> None:
    ann, ben = await person("ann"), await person("ben")
    digest = await chat.logos.put(actor=ann, content=saved(stripes(RED), "PNG"))
    assert (await chat.workspace.get()).logo == digest
    async with chat.reading() as session:
        assert (await workspace.logos.read(session, digest=digest)).startswith(b"RIFF")
        with pytest.raises(NotFound):
            await workspace.logos.read(session, digest="0" * 64)
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a\xff\xff\xff\xff" + b"\0" * 30):
        with pytest.raises(Invalid) as refused:
            await chat.logos.put(actor=ann, content=content)
        assert {*refused.value.fields} == {"logo"}
    with pytest.raises(NotFound):
        await chat.logos.put(actor=ben, content=b"<svg/>")
    async with chat.transaction() as work:
        await workspace.logos.remove(work, actor=ann)
    assert (await chat.workspace.get()).logo == ""


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_environment_is_the_first_default_and_the_browser_has_the_last_word(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann = await person("ann")
    closed = chat_with(signup="closed")
    assert (await closed.workspace.get()).signup == SignUpPolicy.CLOSED
    with pytest.raises(Forbidden, match="closed"):
        await closed.sign_ups.submit(NEW)
    await edit(closed, ann, signup="invite")
    for other in (closed, chat):
        with pytest.raises(Forbidden, match="invite"):
            await other.sign_ups.submit(NEW)
    await edit(closed, ann, signup="open")
    assert isinstance(await closed.sign_ups.submit(NEW), Actor)


async def test_another_domain_is_refused_beside_the_address_before_anything_else(
    chat: Chat, person: MakePerson
) -> None:
    ann = await person("ann")
    await edit(chat, ann, domains=["acme.com", "xn--mnchen-3ya.example"])
    with pytest.raises(Invalid) as refused:
        await chat.sign_ups.submit(replace(NEW, email="eve@evil.com", password="short", name=""))
    assert refused.value.fields == {"email": "Use your address at acme.com or münchen.example."}
    for address in ("new@sub.acme.com", "new@acme.com.evil", "acme.com@evil.com"):
        with pytest.raises(Invalid):
            await chat.sign_ups.submit(replace(NEW, email=address))
    for number, address in enumerate(("a@ACME.com", "b@münchen.example")):
        made = await chat.sign_ups.submit(replace(NEW, email=address, name=f"Person {number}"))
        assert isinstance(made, Actor)


@pytest.mark.parametrize(
    ("names", "usernames"),
    [
        (("Ada Lovelace", "Ada Lovelace", "Ada Lovelace"), ["ada", "ada.lovelace", "ada.lovelace2"]),
        (("Jürgen Müller-Lüdenscheidt",), ["jurgen"]),
        (("Мария Иванова",), ["мария"]),
        (("🙂",), ["p"]),
    ],
)
async def test_a_username_is_proposed_that_is_free(
    chat: Chat, person: MakePerson, names: tuple[str, ...], usernames: list[str]
) -> None:
    await person("root")
    made = [
        await chat.sign_ups.submit(SignUp(None, f"p.q{number}@example.org", PASSWORD, name=name))
        for number, name in enumerate(names)
    ]
    assert [actor.username for actor in made if isinstance(actor, Actor)] == usernames or usernames == ["p"]
    assert [actor.name for actor in made if isinstance(actor, Actor)] == list(names)
