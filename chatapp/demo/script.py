"""The content of the demo: people, rooms and messages."""

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
ROOMS = {  # name → description, category
    "General": ("Everybody, everything that concerns us all", "General"),
    "Deploys": ("What goes live, and when", "Project"),
    "Support": ("What customers tell us", "Support"),
    "Design": ("Screens, words, colours", "Team"),
    "Incidents": ("Something is on fire, or was", "Announcements"),
    "Coffee": ("Anything but work", "Social"),
}
PRIVATE = "Hiring"
PRIVATE_PASSWORD = "four-eyes-only"
WORKSPACE = "Nordlicht"
DAYS = 10
# What is said: of each room the first thread comes last, and once; the others come in turns.
THREADS: dict[str, tuple[tuple[str, ...], ...]] = {
    "General": (
        (
            "mara: @room The offsite is on: **14 and 15 May**, by the lake. Tell me by Friday who can't come.",
            "tomasz: Finally! Is there a train?",
            "mara: Every hour, I'll book for all of us.",
            "lena: I'm in. @priya, do we share the projector from #Design?",
            "priya: Yes, it's in the cupboard next to the printer.",
            "dev: @aiko, bring the board games! 🎉",
        ),
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
            "dev: @mara that's the last of the spring list. All done, one week early.",
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
            "mara: Then the switcher goes on the list. @joao, can you sketch it?",
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
            "aiko: @here Alert: queue depth above 10k since 03:12.",
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
            "joao: I had three already and can hear colours. @mara, want one?",
        ),
        ("lena: Anyone for lunch at the noodle place?", "sam: Me", "aiko: Me too 🍜", "mara: Next time!"),
        ("priya: My tomatoes have survived the hail. Pictures on Monday.", "tomasz: Impressive. Mine have not."),
    ),
    PRIVATE: (
        (
            "mara: Two candidates for the platform role. Talks are on Tuesday.",
            "lena: I have read both. The second one has run what we run.",
            "mara: Same impression. Who takes the technical hour?",
            "lena: Aiko and Tomasz, if they agree.",
        ),
    ),
}
ANSWERS = {  # what is said → what it answers, in the same thread
    "Yes, it's in the cupboard next to the printer.": "I'm in. @priya, do we share the projector from #Design?",
    "Every hour, I'll book for all of us.": "Finally! Is there a train?",
    "Confirmed, p99 is unchanged.": "Live on all three hosts. Error rate flat.",
    "It's the pool size. I had it at 5 in the config, needs 20.": "Rolled back 4.{n}, the worker kept reconnecting.",
    "Yes, nothing is loaded from outside. I'll send you the page in the handbook.": (
        "Customer asks whether we can run without internet access."
    ),
    "5.9:1 in light, 6.4:1 in dark.": "Agreed. Contrast of the grey is 4.6:1 now?",
    "Next time!": "Anyone for lunch at the noodle place?",
}
ANSWERED_IN_THREADS = {  # in which room what is said has a thread, and what is said there
    "Design": (
        "New version of the empty states is up. I'd like opinions on the wording.",
        (
            "priya: *Nothing is pinned yet* reads well. The second line is long on a phone.",
            "joao: Shortened: *Pin a message from its menu.*",
            "dev: Could the button say what happens next? *Invite people* instead of *OK*.",
            "joao: Yes. Both are in the file now.",
            "lena: 👍",
        ),
    ),
    "Incidents": (
        "One consumer is stuck on a poison message. Parked it, the queue drains.",
        (
            "tomasz: Do we keep the message? I'd like to see what is in it.",
            "dev: It's in the parking lot, with its headers.",
            "tomasz: A zone without a name. I'll write the test.",
        ),
    ),
}
REACTIONS = {  # what is said → emoji → who reacts with it
    "@room The offsite is on: **14 and 15 May**, by the lake. Tell me by Friday who can't come.": {
        "🎉": "tomasz lena priya dev aiko",
        "🏊": "joao sam",
    },
    "Every hour, I'll book for all of us.": {"❤️": "lena sam"},
    "The quarterly numbers are up: **412** teams, 9 % more than in spring.": {"🚀": "mara dev sam", "👏": "lena"},
    "Great work everybody.": {"🙏": "priya dev"},
    "Live on all three hosts. Error rate flat.": {"✅": "aiko dev mara"},
    "500 times faster, I'll take it": {"😄": "aiko tomasz", "🔥": "dev"},
    "@mara that's the last of the spring list. All done, one week early.": {"🎉": "mara tomasz aiko", "👍": "priya"},
    "Got it. We send `filename=` without `filename*=`. Fix is a line.": {"👍": "sam"},
    "Best answer.": {"😄": "lena mara"},
    "I like it. *Make the first one* is friendlier than *Create*.": {"👍": "joao lena", "👀": "priya"},
    "Sketch by Thursday.": {"👍": "mara"},
    "One consumer is stuck on a poison message. Parked it, the queue drains.": {"👀": "aiko", "🙏": "mara sam"},
    "Thank you both. Sleep in today.": {"❤️": "aiko tomasz"},
    "The Ethiopian from the shop at the corner ☕": {"☕": "joao priya mara", "👀": "lena"},
    "My tomatoes have survived the hail. Pictures on Monday.": {"🍅": "lena dev mara tomasz"},
}
EDITED = {  # what is said → what it said first
    "Every hour, I'll book for all of us.": "Every hour, I think.",
    "5.9:1 in light, 6.4:1 in dark.": "5.9:1.",
    "Two remarks, nothing serious.": "One remark, nothing serious.",
}
FILES = {  # with what a file is sent: its name, and what a picture shows
    "New version of the empty states is up. I'd like opinions on the wording.": (
        "Empty states.png",
        "Three pages beside each other, each with a sign, a line of text and a button",
    ),
    "The quarterly numbers are up: **412** teams, 9 % more than in spring.": ("Quarters.csv", ""),
    "Back to zero at 03:31. I'll write it up.": ("Queue depth.md", ""),
}
PINNED = (
    "@room The offsite is on: **14 and 15 May**, by the lake. Tell me by Friday who can't come.",
    "One consumer is stuck on a poison message. Parked it, the queue drains.",
    "5.9:1 in light, 6.4:1 in dark.",
)
SAVED = {  # who keeps for later what was said
    "mara": "The quarterly numbers are up: **412** teams, 9 % more than in spring.",
    "aiko": "Two remarks, nothing serious.",
}
DRAFTS = {  # who has typed what, and where
    "mara": ("Design", "Before we go on: what did the five people *say* when they found"),
    "aiko": ("Coffee", "Noodles again on Thursday?"),
}
AWAY = ("mara", "sam")  # over the weekend: what was said since then is new to them
WEEKEND = 2  # days ago it began
UNREAD = {  # who has not read the last words in which rooms; True: in direct chats, too
    "aiko": (("General", "Incidents", "Support"), True),
    "joao": (("General", "Incidents", "Support"), True),
}
STATUSES = {"lena": ("🏡", "Working from home"), "dev": ("🎧", "Heads down"), "sam": ("🌴", "Back on Monday")}
ZONES = {"aiko": "Asia/Tokyo", "joao": "Europe/Lisbon", "tomasz": "Europe/Warsaw", "priya": "Asia/Kolkata"}
