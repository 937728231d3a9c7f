"""What everybody may see of a person: the same on their page and over any other page."""

from dataclasses import dataclass
from functools import partial
from html import escape
from uuid import UUID

from chatapp import rooms
from chatapp.accounts import profiles
from chatapp.accounts.profiles import PersonCard
from chatapp.bots.listing import listing
from chatapp.events import PEOPLE_TOPIC, PRESENCE_TOPIC, Event, PresenceChanged, StatusChanged
from chatapp.rooms import RoomView
from chatapp.web import urls
from pages.components.elements import avatar, bot_mark, box, button, markup, text
from pages.components.local_time import local_date, zone_time
from pages.components.presence_dot import PRESENCE_WORDS
from pages.components.room_labels import tile_html
from pages.people.direct_chats import open_direct
from pages.people.person_row import status_html
from pages.shell.shell import Shell

ROOMS_SHOWN = 5  # the others are counted


@dataclass(frozen=True)
class Person:
    """A person, and the rooms that the reader shares with them."""

    card: PersonCard
    rooms: list[RoomView]


async def read(shell: Shell, who: UUID | str) -> Person:
    """Read what the reader may see of a person. ``who``: a uuid, or a username.

    Raises:
        NotFound: there is no such account, or it is deactivated or deleted.
    """
    actor = shell.actor
    async with shell.chat.reading() as session:
        if isinstance(who, UUID):
            card = await profiles.person(session, actor=actor, account_uuid=who)
        else:
            card = await profiles.named(session, actor=actor, username=who)
        is_self = card.uuid == actor.uuid
        shared = [] if is_self else await rooms.in_common(session, actor=actor, account_uuid=card.uuid)
    return Person(card, shared)


def show_card(shell: Shell, person: Person, *, links_to_page: bool = False, has_message: bool = True) -> None:
    """Show a person's card; their presence is kept up to date.

    ``links_to_page``: it is shown over another page; ``has_message``: it offers a direct conversation.
    """
    card = person.card
    with box("person-head"):
        avatar(card.uuid, card.name, "large", card.avatar)
        with box("person-names"):
            markup(f"<bdi>{escape(card.name)}</bdi>{bot_mark(card.is_bot)}", "person-name")
            text("bdi", f"@{card.username}", "muted")
            if not card.is_bot:
                _presence(shell, card.uuid)
    _status(shell, card)
    if card.bio:
        text("p", card.bio, "person-bio").props["dir"] = "auto"
    with box("person-facts", "dl"):
        _facts(card)
    if card.is_bot:
        _commands(shell, card.username)
    if card.uuid != shell.actor.uuid:
        _shared_rooms(person.rooms)
    with box("person-acts"):
        if card.uuid == shell.actor.uuid:
            text("a", "Edit your profile", "button").props["href"] = urls.settings("profile")
        elif has_message:
            write = shell.with_error_notices(partial(open_direct, shell, card.uuid))
            button("Message", write, classes="primary", icon_name="chat")
        if links_to_page:
            text("a", "View profile", "button").props["href"] = urls.person(card.username)


def _status(shell: Shell, card: PersonCard) -> None:
    """Show the person's status, and follow it until the reader leaves the view."""
    shown = markup(status_html(card.status), "person-status")

    async def read_again() -> None:
        async with shell.chat.reading() as session:
            now = await profiles.person(session, actor=shell.actor, account_uuid=card.uuid)
        if not shown.is_deleted:
            shown.set({"innerHTML": status_html(now.status)})

    def on_event(event: Event) -> None:
        if isinstance(event, StatusChanged) and event.account_uuid == card.uuid and not shown.is_deleted:
            shell.run(read_again())

    shell.on_leaving_view(shell.chat.broker.subscribe(PEOPLE_TOPIC, on_event))


def _facts(card: PersonCard) -> None:
    facts = {"Country": escape(card.country), "Joined": local_date(card.joined_at)}
    if card.time_zone:
        facts = {"Local time": zone_time(card.time_zone), **facts}
    for name, value in facts.items():
        if value:
            text("dt", name)
            markup(value, tag="dd")


def _commands(shell: Shell, username: str) -> None:
    """Show what a bot can be asked, in rooms that it is in; nothing of one that is not loaded."""
    commands = next((bot.commands for bot in listing(shell.chat.bots) if bot.name == username), ())
    if commands:
        with box("person-commands", "section", aria_label="Commands"):
            text("h3", "Commands")
            for one in commands:
                markup(f"<code>{escape(one.usage)}</code> <span>{escape(one.about)}</span>", tag="p")


def _shared_rooms(shared: list[RoomView]) -> None:
    with box("person-rooms", "section", aria_label="Rooms in common"):
        text("h3", "Rooms in common" if shared else "No rooms in common")
        for room in shared[:ROOMS_SHOWN]:
            inside = f'{tile_html(room)}<bdi class="clip">{escape(room.name)}</bdi>'
            markup(inside, "row", "a", href=urls.room(room.uuid))
        if len(shared) > ROOMS_SHOWN:
            text("p", f"and {len(shared) - ROOMS_SHOWN:,} more", "muted small")


def _presence(shell: Shell, account_uuid: UUID) -> None:
    """Show in words whether a person is there, and follow it until the reader leaves the view."""
    shown = markup("", "person-presence", "span")

    def draw() -> None:
        state = shell.chat.presence.state_of(account_uuid)
        words = PRESENCE_WORDS[state].capitalize()
        shown.set({"innerHTML": f'<i class="dot" aria-hidden="true"></i>{words}', "data-state": str(state)})

    def on_event(event: Event) -> None:
        if isinstance(event, PresenceChanged) and event.account_uuid == account_uuid and not shown.is_deleted:
            with shell.client:
                draw()

    draw()
    shell.on_leaving_view(shell.chat.broker.subscribe(PRESENCE_TOPIC, on_event))
