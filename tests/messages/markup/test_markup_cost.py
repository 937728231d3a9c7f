"""What hostile texts make the parser do, counted: time in proportion to the text, whatever it repeats."""

import asyncio
import sys
from functools import cache
from threading import Event

import pytest

from chatapp.errors import Busy
from chatapp.messages import markup
from chatapp.messages.markup import fences, paragraphs, turns
from chatapp.messages.markup.rendering import marked_up


@pytest.mark.parametrize("repeated", ["```js\n", "```python\n", "foo```\n```js\n", "a ```\nb\n```js\nc\n"])
def test_fences_that_may_open_or_close_are_looked_at_a_few_times_each(
    monkeypatch: pytest.MonkeyPatch, repeated: str
) -> None:
    looked_at = 0
    closes = fences._closes

    def counted(*arguments: object) -> object:
        nonlocal looked_at
        looked_at += 1
        return closes(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fences, "_closes", counted)
    text = (repeated * 10_000)[:10_000]
    marked_up(text)
    assert looked_at <= 10 * text.count("\n")


def test_characters_that_turn_the_text_use_up_the_budget() -> None:
    assert marked_up("\u202e" * 10_000).count("control") < 700


@pytest.mark.parametrize(
    "text",
    [
        "`\u202eabc`",
        "```\n\u202eabc\n```",
        "```python\n# \u202eabc\n```",
        "*a* " * 2_000 + "\u202eabc",  # the budget is used up before
        "\u202e*a" * 3_000,
        "- \u202da\n" * 2_000,
        "|\u202e" * 4_000,
    ],
)
def test_nothing_turns_the_text_around_it_however_much_there_is(text: str) -> None:
    html = marked_up(text[:10_000])
    assert not {"\u202d", "\u202e"} & set(html)
    assert "U+202" in html


async def test_authors_of_long_texts_are_refused_when_too_many_wait_and_readers_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going_on = Event()

    def slowly(body: str) -> str:
        going_on.wait()
        return body

    monkeypatch.setattr(turns, "marked_up", slowly)
    texts = [f"{number} " + "*a* " * 1_000 for number in range(turns.NEW + 2)]
    try:
        sent = [asyncio.create_task(markup.render_new(text)) for text in texts[:-2]]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await markup.render_new(texts[-2])
        read = asyncio.create_task(markup.render_one(texts[-1]))
    finally:
        going_on.set()
    await asyncio.gather(*sent, read)
    await markup.render_new(texts[-2])


def steps(text: str) -> int:
    """Return how many functions are called to mark up a text, Python's own included: the same on every machine."""
    count = 0

    def step(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        marked_up(text)
    finally:
        sys.setprofile(None)
    return count


@cache
def plain_steps(size: int) -> int:
    """Return the steps of so many characters of short plain lines."""
    return steps(("a\n" * 5_000)[:size])


LIKE_A_BLOCK = [
    "-\n",
    "- \n",
    "--\n",
    "---\n",
    "#\n",
    ">\n",
    "1\n",
    "1.\n",
    "*\n",
    "|\n",
    "`\n",
    "~\n",
    "-```\n",
    "\n-",
]


@pytest.mark.parametrize("line", LIKE_A_BLOCK)
def test_lines_that_begin_like_a_block_cost_no_more_than_plain_ones_once_the_budget_is_used_up(line: str) -> None:
    """5,000 lines of `-` alone took 29 ms, most of it for lines that could begin no block any more."""
    text = line * 5_000
    marked_up(line)  # what is made once is not counted
    whole = steps(text[:10_000])
    assert whole - steps(text[:5_000]) <= plain_steps(10_000) - plain_steps(5_000)
    assert whole <= 1.5 * plain_steps(10_000)


@pytest.mark.parametrize("line", LIKE_A_BLOCK)
def test_lines_after_the_budget_are_still_seen_as_they_were_typed(line: str) -> None:
    text = (line * 5_000)[:9_000] + "\n\nthe end"
    html = marked_up(text)
    assert html.count("the end") == 1
    assert html.count("-") >= text.count("-") or "---" in line


def test_backticks_are_looked_for_only_where_a_text_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = list[str]()
    monkeypatch.setattr(paragraphs, "_opened", lambda line, before: looked_at.append(line) or "")
    marked_up("a\n" * 500)
    assert looked_at == []
    marked_up("a\n```")
    assert looked_at
