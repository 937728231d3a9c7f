"""A small team to look at: eight people, six rooms, and what they said over the last ten days."""

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from rich.console import Console
from rich.progress import track
from sqlalchemy import update
from sqlmodel import col

from chatapp import messages, rooms
from chatapp.accounts import Actor, SignUp
from chatapp.bootstrap import Chat
from models import Message
from models.moment import now

PASSWORD_WORDS = (
    "amber",
    "birch",
    "comet",
    "delta",
    "ember",
    "fjord",
    "grove",
    "haven",
    "islet",
    "juniper",
    "krill",
    "lagoon",
)
PEOPLE = (
    ("mara", "Mara", "Lindqvist"),
    ("tomasz", "Tomasz", "Nowak"),
    ("aiko", "Aiko", "Tanaka"),
    ("sam", "Sam", "Okafor"),
    ("priya", "Priya", "Raman"),
    ("joao", "João", "Ferreira"),
    ("lena", "Lena", "Vogel"),
    ("dev", "Dev", "Mehta"),
)
ROOMS = {
    "General": "Everybody, everything that concerns us all",
    "Deploys": "What goes live, and when",
    "Support": "What customers tell us",
    "Design": "Screens, words, colours",
    "Incidents": "Something is on fire, or was",
    "Coffee": "Anything but work",
}
DAYS = 10
THREADS: dict[str, tuple[tuple[str, ...], ...]] = {
    "General": (
        (
            "mara: Morning all. Planning is at 10:30 today, not 10.",
            "sam: Thanks, moved it in the calendar.",
            "lena: I'll be five minutes late, school run.",
        ),
        (
            "priya: The quarterly numbers are up: **412** teams, 9 % more than in spring.",
            "dev: Nice! What happened to churn?",
            "priya: Down a little. Write-up follows this afternoon.",
            "mara: Great work everybody.",
        ),
        (
            "joao: Who has the key to the small meeting room?",
            "aiko: It's in the drawer under the printer.",
            "joao: Found it, thanks",
        ),
        (
            "lena: Reminder: holiday plans into the sheet by Friday please.",
            "tomasz: Done",
            "sam: Done",
            "dev: Will do tonight.",
        ),
    ),
    "Deploys": (
        (
            "tomasz: Deploying 4.{n} in five minutes. Two migrations, both additive.",
            "aiko: Go ahead, dashboards are green.",
            "tomasz: Live on all three hosts. Error rate flat.",
            "aiko: Confirmed, p99 is unchanged.",
        ),
        (
            "dev: Can someone look at https://git.example.com/core/pull/13{n} before lunch?",
            "tomasz: On it.",
            "tomasz: Two remarks, nothing serious.",
            "dev: Both fixed, merging.",
        ),
        (
            "aiko: The new index is built. Before and after:",
            "aiko: ```sql\nEXPLAIN SELECT * FROM message\nWHERE room_id = 7 AND number < 90210\nORDER BY number DESC LIMIT 50;\n-- 212 ms → 0.4 ms\n```",
            "priya: 500 times faster, I'll take it",
        ),
        (
            "tomasz: Rolled back 4.{n}, the worker kept reconnecting.",
            "dev: It's the pool size. I had it at 5 in the config, needs 20.",
            "tomasz: Fixed and out again. All quiet.",
        ),
    ),
    "Support": (
        (
            "sam: Third ticket today about exports with umlauts in the file name.",
            "priya: Which browser?",
            "sam: Firefox on Windows, all three.",
            "priya: Got it. We send `filename=` without `filename*=`. Fix is a line.",
            "sam: You're a hero, I'll tell them.",
        ),
        (
            "sam: Customer asks whether we can run without internet access.",
            "lena: Yes, nothing is loaded from outside. I'll send you the page in the handbook.",
            "sam: Thank you!",
        ),
        (
            "joao: What do we answer on the data residency question?",
            "lena: It runs on their machine, so: wherever they put it.",
            "joao: Best answer.",
        ),
    ),
    "Design": (
        (
            "joao: New version of the empty states is up. I'd like opinions on the wording.",
            "mara: I like it. *Make the first one* is friendlier than *Create*.",
            "lena: Agreed. Contrast of the grey is 4.6:1 now?",
            "joao: 5.9:1 in light, 6.4:1 in dark.",
        ),
        (
            "joao: Three things from yesterday's test with five people:\n1. Nobody found the switcher\n2. Everybody found search\n3. Two tried to drag rooms",
            "mara: Then the switcher goes on the list.",
            "joao: Sketch by Thursday.",
        ),
        (
            'lena: Can we please say "sign in" everywhere, not "log in"?',
            "joao: Yes! Searching now.",
            "joao: Seven places. Fixed.",
        ),
    ),
    "Incidents": (
        (
            "aiko: Alert: queue depth above 10k since 03:12.",
            "tomasz: Looking.",
            "tomasz: One consumer is stuck on a poison message. Parked it, the queue drains.",
            "aiko: Back to zero at 03:31. I'll write it up.",
            "mara: Thank you both. Sleep in today.",
        ),
        (
            "dev: Certificate on the status page expires in 6 days.",
            "aiko: Renewal job ran but the reload didn't. Added the hook.",
            "dev: Verified, valid until February.",
        ),
    ),
    "Coffee": (
        (
            "dev: The new beans are *very* good.",
            "priya: Which ones?",
            "dev: The Ethiopian from the shop at the corner ☕",
            "joao: I had three already and can hear colours",
        ),
        ("lena: Anyone for lunch at the noodle place?", "sam: Me", "aiko: Me too 🍜", "mara: Next time!"),
        ("priya: My tomatoes have survived the hail. Pictures on Monday.", "tomasz: Impressive. Mine have not."),
    ),
}


async def fill(chat: Chat, console: Console) -> None:
    """Make the team, its rooms and its messages; prints how to sign in. The database must be empty."""
    generator = random.Random(20)  # noqa: S311  (what is said, not a secret)
    password = "-".join(secrets.choice(PASSWORD_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    people: dict[str, Actor] = {}
    for username, first, last in track(PEOPLE, "People", console=console, transient=True):
        form = SignUp(username, f"{username}@demo.example.org", password, first, last)
        people[username] = await chat.accounts.sign_up(form, may_be_first=True)
    count = 0
    for name in track(ROOMS, "Rooms and messages", console=console, transient=True):
        room_uuid = await _room(chat, people, name)
        said = list(_talk(generator, name))
        count += len(said)
        for number, (_, username, body) in enumerate(said, start=1):
            draft = messages.draft(
                actor=people[username], room_uuid=room_uuid, body=body, client_message_id=f"demo-{room_uuid}-{number}"
            )
            await chat.post(draft)
        await _date(chat, people["mara"], room_uuid, [at for at, _, _ in said])
    console.print(f"{len(people)} people, {len(ROOMS)} rooms, {count} messages.")
    console.print(f"Sign in as [b]mara[/b] (administrator) or any of {', '.join(list(people)[1:])}: [b]{password}[/b]")


async def _room(chat: Chat, people: dict[str, Actor], name: str) -> UUID:
    async with chat.transaction() as work:
        room_uuid = await rooms.create(work, actor=people["mara"], name=name, description=ROOMS[name])
    for username in list(people)[1:]:
        async with chat.transaction() as work:
            await rooms.join(work, actor=people[username], room_uuid=room_uuid)
    return room_uuid


def _talk(generator: random.Random, room: str) -> Iterator[tuple[datetime, str, str]]:
    """Yield when, who and what, oldest first."""
    today = now().replace(minute=0, second=0, microsecond=0)
    for day in range(DAYS, -1, -1):
        threads = generator.sample(THREADS[room], k=min(len(THREADS[room]), generator.choice((1, 2, 2))))
        for place, thread in enumerate(threads):
            at = today - timedelta(days=day, hours=6 - 3 * place, minutes=generator.randrange(50))
            for line in thread:
                username, _, body = line.partition(": ")
                yield at, username, body.replace("{n}", str(20 - day))
                at += timedelta(seconds=generator.randrange(15, 400))


async def _date(chat: Chat, anybody: Actor, room_uuid: UUID, moments: list[datetime]) -> None:
    """Give the messages of a room the times at which they are meant to have been said."""
    async with chat.transaction() as work:
        room_id = await rooms.require_membership(work.session, actor=anybody, room_uuid=room_uuid)
        for number, at in enumerate(moments, start=1):
            of_this_number = (col(Message.room_id) == room_id) & (col(Message.number) == number)
            await work.session.exec(update(Message).where(of_this_number).values(created_at=min(at, now())))
