"""Emoji to pick from: whatever is offered is shown in a message, by itself and by its shortcodes."""

from chatapp.messages import markup
from chatapp.messages.reactions.emoji_groups import GROUPS, emoji_groups


def test_they_come_in_unicodes_groups_and_order_each_once() -> None:
    groups = emoji_groups()
    assert list(groups) == list(GROUPS.values())
    assert [one.symbol for one in groups["Smileys"][:3]] == ["😀", "😃", "😄"]
    symbols = [one.symbol for members in groups.values() for one in members]
    assert len(symbols) == len(set(symbols)) > 1800
    assert all(one.name and one.topic for members in groups.values() for one in members)


def test_each_shortcode_is_shown_as_its_emoji_in_a_message() -> None:
    for members in emoji_groups().values():
        for one in members:
            for code in one.shortcodes:
                assert markup.render(f":{code}:") == f"<p>{one.symbol}</p>\n", code


def test_the_names_people_know_from_other_chats_come_first() -> None:
    first = {one.symbol: one.shortcodes[0] for members in emoji_groups().values() for one in members if one.shortcodes}
    assert [first[symbol] for symbol in "🎉👍😀🚀"] == ["tada", "thumbsup", "grinning", "rocket"]


def test_a_tone_is_one_of_those_that_reactions_take() -> None:
    people = {one.symbol: one.toned for one in emoji_groups()["People"]}
    assert people["👋"] == "👋🏻"
    assert people["🧑‍🤝‍🧑"] == "🧑🏻‍🤝‍🧑🏻"
    assert people["👪"] == ""
    assert {one.toned for one in emoji_groups()["Food"]} == {""}
