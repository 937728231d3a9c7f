"""What hostile texts make the parser do, counted: time in proportion to the text, whatever it repeats."""

import pytest

from chatapp.messages.markup import fences
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
