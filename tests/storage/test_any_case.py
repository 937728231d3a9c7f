"""Text stored as it was typed is found in any case of any script, on both databases alike."""

import unicodedata

import pytest
from sqlalchemy import literal, select

from chatapp.bootstrap import Chat
from chatapp.storage.any_case import holds
from chatapp.text import fold

FOUND = [
    ("привет мир", "ПРИВЕТ мир"),
    ("ПРИВЕТ МИР", "он сказал: привет Мир!"),
    ("istanbul", "İSTANBUL"),
    ("ısparta", "nach ISPARTA"),
    ("strasse", "Große Straße"),
    ("straße", "STRASSE"),
    ("groẞ", "GROẞ"),
    ("οδοσ", "ΟΔΟΣ οδος"),
    ("é", "E\u0301cole"),
    ("école", "ÉCOLE"),
    ("izmir", "I\u0307ZMI\u0307R"),
    ("mississippi", "MIßIẞIPPI"),
    ("می\u200cخواهم", "او می\u200cخواهم گفت"),
    ("میخواهم", "او می\u200cخواهم گفت"),
    ("spam", "s\u200bp\u00ada\ufeffm"),
    ("👩\u200d🚀❤", "👩\u200d🚀❤\ufe0f"),
    ("김철", unicodedata.normalize("NFD", "김철수")),
    ("lab", "Ｌａｂ"),
    ("kelvin", "\u212aelvin"),
    ("two words", "Two\nWords"),
    ("会議", "今日会議"),
    ("ქართ", "ᲥᲐᲠᲗ"),
    ("𐐨", "𐐀"),
    ("100%", "ist 100%"),
    ("a*b?c", "A*B?C"),
    ("[x]^-\\(.|+{}$", "y[X]^-\\(.|+{}$"),
    ("***:abc", "***:ABC"),
]
NOT_FOUND = [("a*b", "axb"), ("a.b", "axb"), ("a_b", "axb"), ("[x]", "x"), ("a|b", "a"), ("mira", "мира"), ("ss", "s")]


@pytest.mark.each_database
async def test_words_are_found_in_any_case_and_every_sign_is_itself(chat: Chat) -> None:
    cases = [(words, body, True) for words, body in FOUND] + [(words, body, False) for words, body in NOT_FOUND]
    async with chat.reading() as session:
        connection = await session.connection()
        for words, body, is_found in cases:
            found = await connection.execute(select(holds(literal(body), fold(words))))
            assert bool(found.scalar()) is is_found, (words, body)
