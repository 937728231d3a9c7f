"""What a function takes: words by its type hints, checked, and explained where they are wrong."""

import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Literal

import pytest

from chatapp.bots import Bot, BotError, Click, Message, Person, Room
from chatapp.bots.refusals import UsageError
from chatapp.bots.signatures import Signature


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Level(Enum):
    ONE = 1
    TWO = 2


def called(function: Callable[..., Any], text: str) -> Any:
    """Call a function as a command with these words would."""
    signature = Signature(function)
    return signature.call(signature.from_text(text))


def same(*values: str) -> tuple[str, ...]:
    return values


def every_kind(
    word: str, count: int, part: float, is_sure: bool, day: date, env: Literal["staging", "prod"], size: Size
) -> Any:
    return word, count, part, is_sure, day, env, size


def test_words_become_what_the_hints_say() -> None:
    found = called(every_kind, "api 3 0.5 yes 2026-11-29 prod l")
    assert found == ("api", 3, 0.5, True, date(2026, 11, 29), "prod", Size.LARGE)
    assert called(every_kind, "api 3 0.5 OFF 2026-11-29 prod l")[3] is False


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "word is missing."),
        ("api", "count is missing."),
        ("api x", "count: “x” isn't a whole number."),
        ("api 1 x", "part: “x” isn't a number."),
        ("api 1 nan", "part: “nan” isn't a number."),
        ("api 1 1 maybe", "is_sure: “maybe” isn't yes or no."),
        ("api 1 1 yes tomorrow", "day: “tomorrow” isn't a date, as in 2026-11-29."),
        ("api 1 1 yes 2026-11-29 test", "env: choose staging or prod."),
        ("api 1 1 yes 2026-11-29 prod xl", "size: choose s or l."),
        ("api 1 1 yes 2026-11-29 prod l and more", "“and more” is too much."),
    ],
)
def test_what_does_not_fit_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(sentence)}$"):
        called(every_kind, text)


def test_choices_are_the_values_themselves_not_their_words() -> None:
    def numbers(some: Literal[1, 2], level: Level) -> Any:
        return some, level

    assert called(numbers, "2 1") == (2, Level.ONE)
    assert Signature(numbers).usage == ["1|2", "1|2"]


def test_what_may_be_left_out_has_its_default_or_none() -> None:
    def optional(name: str | None, count: int | None, day: date | None = None, word: str = "there") -> Any:
        return name, count, day, word

    assert called(optional, "") == (None, None, None, "there")
    assert called(optional, "ada 1") == ("ada", 1, None, "there")
    assert Signature(optional).usage == ["[name]", "[count]", "[day]", "[word]"]


def test_a_last_text_is_the_rest_of_the_line() -> None:
    def note(title: str, text: str) -> Any:
        return title, text

    assert called(note, "one two  three\nfour") == ("one", "two  three\nfour")
    assert called(note, '"one two" three "four"') == ("one two", 'three "four"')
    assert called(note, "“one two” three") == ("one two", "three")
    assert called(note, "one\ntwo three") == ("one", "two three")
    assert called(note, '"one two') == ('"one', "two")  # a quotation mark alone


def test_many_words_are_one_value_each() -> None:
    def names(first: str, *others: str) -> Any:
        return first, others

    def sums(*numbers: int) -> Any:
        return sum(numbers)

    def any_title(title: str = "none", *others: int) -> Any:
        return title, others

    assert called(names, 'ada "ben b" cy') == ("ada", ("ben b", "cy"))
    assert called(names, "ada don't") == ("ada", ("don't",))
    assert called(names, "ada") == ("ada", ())
    assert called(sums, "1 2 3") == 6
    assert called(any_title, "") == ("none", ())
    assert Signature(names).usage == ["first", "[others…]"]
    with pytest.raises(UsageError, match="“x” isn't a whole number"):
        called(sums, "1 x")


def test_parameters_by_position_and_by_name_alone_are_filled_in() -> None:
    def odd(first: int, /, second: int, *, third: int = 3) -> Any:
        return first, second, third

    assert called(odd, "1 2") == (1, 2, 3)
    assert called(odd, "1 2 4") == (1, 2, 4)


def test_people_are_written_with_or_without_their_sign() -> None:
    def page(who: Person) -> Any:
        return who.username

    assert [called(page, "@ada"), called(page, "ada")] == ["ada", "ada"]
    with pytest.raises(UsageError, match="isn't a person"):
        called(page, "@")


def test_without_hints_a_parameter_is_a_text() -> None:
    def plain(word, rest):  # type: ignore[no-untyped-def]
        return word, rest

    assert called(plain, "a b c") == ("a", "b c")


def test_what_the_host_gives_takes_no_words() -> None:
    def post(room: Room, word: str, message: Message) -> None: ...

    signature = Signature(post)
    assert signature.given == {"room": Room, "message": Message}
    assert signature.usage == ["word"]
    assert signature.from_text("hello") == {"word": "hello"}


def test_hints_that_words_can_not_be_are_refused_when_the_file_is_loaded() -> None:
    def table(rows: dict[str, int]) -> None: ...

    def tables(*rows: dict[str, int]) -> None: ...

    def either(value: int | str) -> None: ...

    def named(**values: str) -> None: ...

    for function in (table, tables, either, named):
        with pytest.raises(BotError, match=function.__name__):
            Signature(function)


def test_groups_of_a_pattern_come_by_name_or_in_order() -> None:
    def ticket(number: int, team: str | None) -> Any:
        return number, team

    def both(team: str, number: int) -> Any:
        return team, number

    def each(*words: str) -> Any:
        return words

    def found(function: Callable[..., Any], pattern: str, text: str) -> Any:
        signature, match = Signature(function), re.search(pattern, text)
        assert match is not None
        signature.check_groups(match.re)
        return signature.call(signature.from_groups(match))

    assert found(ticket, r"OPS-(\d+)(?: for (\w+))?", "see OPS-7") == (7, None)
    assert found(ticket, r"OPS-(\d+)(?: for (\w+))?", "see OPS-7 for web") == (7, "web")
    assert found(both, r"(?P<number>\d+) (?P<team>\w+)", "7 web") == ("web", 7)
    assert found(each, r"(\w)-(\w)-(\w)", "a-b-c") == ("a", "b", "c")
    with pytest.raises(BotError, match="has 1 groups, and the function takes 2"):
        Signature(both).check_groups(re.compile("(a)"))


def test_what_a_button_carries_and_a_form_sends() -> None:
    def go(service: str, env: str = "staging", *more: int) -> Any:
        return service, env, more

    signature = Signature(go)
    assert signature.call(signature.from_values(["api"])) == ("api", "staging", ())
    assert signature.call(signature.from_values(["api", "prod", 1, 2])) == ("api", "prod", (1, 2))

    def take(hours: int, note: str, day: date | None) -> Any:
        return hours, note, day

    form = Signature(take)
    assert form.call(form.from_fields({"hours": "8", "note": "", "day": ""}, "")) == (8, "", None)
    with pytest.raises(UsageError, match="hours is missing"):
        form.from_fields({"hours": "", "note": "", "day": ""}, "")
    chosen = Signature(lambda team: team)
    assert chosen.call(chosen.from_fields({"value": "ops"}, "ops")) == "ops"


def test_a_decorator_refuses_what_can_not_work_and_says_why() -> None:
    bot = Bot("desk")
    refused: list[tuple[Callable[[], Any], str]] = [
        (lambda: bot.command(name="help")(same), "can't be a bot's command"),
        (lambda: bot.command(name="größe")(same), "can't be a bot's command"),
        (lambda: bot.command(lambda click: click), "can't be a bot's command"),
        (lambda: bot.hears("(")(same), "no regular expression"),
        (lambda: bot.hears(b"a")(same), "A pattern is a text"),  # type: ignore[arg-type]
        (lambda: bot.every("sometimes", room="r"), "is no time"),
        (lambda: bot.every("hour", room="r", zone="Mars/Olympus"), "no time zone"),
        (lambda: bot.every("hour", room="r", zone="../etc"), "is no time|no time zone"),
        (lambda: bot.action(only="me"), "An action may have"),
        (lambda: bot.command(limit=0)(same), "A limit is"),
        (lambda: bot.command(limit=float("nan"))(same), "A limit is"),
    ]
    for attempt, sentence in refused:
        with pytest.raises(BotError, match=sentence):
            attempt()


def test_functions_are_refused_that_want_what_is_not_there() -> None:
    bot = Bot("desk")

    def clicked(click: Click) -> None: ...

    def worded(word: str) -> None: ...

    def greeted(person: Person, room: Room, since: int = 0) -> None: ...

    for decorate in (bot.command, bot.joined, bot.hears("a"), bot.every("hour", room="r")):
        with pytest.raises(BotError, match="no Click to give as click"):
            decorate(clicked)
    with pytest.raises(BotError, match="nothing fills in word"):
        bot.every("hour", room="r")(worded)
    with pytest.raises(BotError, match="nothing fills in word"):
        bot.joined(worded)
    bot.joined(greeted)
    bot.action(clicked)
    for name, again in (("one", bot.command(name="one")), ("clicked", bot.action)):
        with pytest.raises(BotError, match=name):
            [again(clicked if name == "clicked" else same) for _ in range(2)]


@pytest.mark.parametrize("name", ["", "Echo", "an echo", "-echo", "x" * 31, "écho"])
def test_a_bots_name_is_as_usernames_are(name: str) -> None:
    with pytest.raises(BotError, match="can't be a bot's name"):
        Bot(name)
