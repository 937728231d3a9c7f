"""What pairs of the demo's people say to each other."""

DIRECT = {  # who talk with each other, and what they say
    ("mara", "aiko"): (
        "mara: Do you have five minutes after lunch?",
        "aiko: Sure, what is it about?",
        "mara: The numbers for Friday. Nothing bad!",
        "aiko: Then I'll bring coffee.",
        "mara: Make it two. Same place as last time.",
    ),
    ("mara", "tomasz"): (
        "mara: Your train on Wednesday is booked, seat by the window.",
        "tomasz: You're the best. Who else is on it?",
        "tomasz: Found it in #General, never mind.",
    ),
    ("aiko", "joao"): (
        "joao: Is your screen recording of the empty states somewhere?",
        "aiko: Here it is, second attempt without my cat.",
        "joao: I liked the cat. May I show it on Thursday?",
        "joao: It answers the question better than my slides.",
    ),
}
