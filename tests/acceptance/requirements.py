"""The lines of the five systems that Chatapp replaces, and the mark by which a test says which of them it proves."""

import pytest

LINES = {
    "S0.1": "register and sign in, stay signed in across reloads",
    "S0.2": "create a room: unique name, category, public or private with a password",
    "S0.3": "index of all rooms; join public at once, private through a password prompt",
    "S0.4": "search rooms by name, category and description, as one types",
    "S0.5": "new, renamed and closed rooms show by themselves",
    "S0.6": "save and unsave a room; the saved list",
    "S0.7": "my rooms: rooms I created",
    "S0.8": "close a room; reopen it; delete it for good",
    "S0.9": "messages travel over a websocket and are stored; history pages in on scroll",
    "S1.1": "sign up, sign in, sign out, edit one's profile, password, e-mail, avatar, delete the account",
    "S1.2": "create, join, leave and delete groups at unguessable addresses",
    "S1.3": "manage membership: add, remove, hand on ownership, name moderators",
    "S1.4": "home page lists my groups and the ones I can join",
    "S1.5": "opening a chat requires membership, on the live connection as well",
    "S1.6": "administration site, and a command that creates the first administrator",
    "S1.7": "starts with one container command",
    "S2.1": "sign up with an e-mail address verified by a one-time code",
    "S2.2": "sign in by e-mail, come back signed in, sign out everywhere",
    "S2.3": "start a direct chat by e-mail or username, with completion, without enumeration",
    "S2.4": "a new direct chat appears in both people's lists at once",
    "S2.5": "presence: true across tabs and reloads, said in text",
    "S2.6": "a dot and a count for unread messages; cleared on all pages; mute",
    "S2.7": "full history whenever the chat is opened again",
    "S2.8": "settings and mail credentials come from a .env file",
    "S3.1": "register, sign in, home, room, sign out, sign-in page",
    "S3.2": "each message keeps sender, room and time, shown in the reader's zone",
    "S3.3": "the connection opens on entering a room and closes on leaving; others see who is there",
    "S4.1": "first and last name; passwords hashed with bcrypt",
    "S4.2": "HTTP API: register, sign in, messages of a room, create a message",
    "S4.3": "several processes serve the same rooms through Redis: what one is told, the pages of all show",
    "S4.4": "main and replica: reads go to the replica, own writes are always there; one serves while one is away",
    "S4.5": "databases kept in sync by a job of one elected leader, and by a command; verified, resumable",
    "S4.6": "the database away: said on the page, what is typed is kept and sent exactly once; 503 for programs",
    "S4.7": "what each process does is told: /metrics, /healthz, /readyz",
    "S4.8": "every live connection is bound to a signed-in session and to membership",
}


def proves(*lines: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of lines by their ids; an id that is none of ours is refused at once."""
    unknown = set(lines) - LINES.keys()
    assert not unknown, f"no such line: {unknown}"
    return pytest.mark.proves(*lines)
