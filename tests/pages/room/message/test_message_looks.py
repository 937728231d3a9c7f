"""How a message is shown: folded if it is long (C3), large if it is an emoji (C12), code with its copy action."""

import pytest

from chatapp.events import MessageView
from pages.room.message import message_html
from pages.room.message.message_length import fold_classes
from tests.support.browser.rendered_rooms import START, message


def shown(body: str) -> str:
    return message_html.render(message(1, body=body))


@pytest.mark.parametrize("body", ["🎉", "👍🏽 ❤️", "🎉🎉🎉", "👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", ":tada:", "☕", "❤"])
def test_one_to_three_emoji_alone_are_large(body: str) -> None:
    assert '<div class="body emoji">' in shown(body)


@pytest.mark.parametrize(
    "body", ["🎉🎉🎉🎉", "🎉 yes", "hello", "1", "12", "", "a🎉", "`🎉`", "> 🎉", "🎉\n\n🎉", "&", "©", "#"]
)
def test_everything_else_is_not(body: str) -> None:
    assert "emoji" not in shown(body).replace("data-emoji", "")


def test_a_text_over_twenty_lines_folds_and_a_little_less_only_on_phones() -> None:
    assert fold_classes("short") == ""
    assert fold_classes("\n".join("line" for _ in range(23))) == ""
    assert fold_classes("\n".join("line" for _ in range(24))) == "long narrow-long"
    assert fold_classes("word " * 300) == "narrow-long"
    assert fold_classes("word " * 900) == "long narrow-long"
    row = shown("word " * 900)
    assert 'class="body long narrow-long"' in row
    assert row.count('class="unfold"') == 1
    assert "unfold" not in shown("word " * 50)


def test_a_removed_long_message_does_not_fold() -> None:
    long = message(1, body="word " * 900)
    gone = MessageView(**{**{name: getattr(long, name) for name in long.__dataclass_fields__}, "deleted_at": START})
    assert "unfold" not in message_html.render(gone)


def test_each_code_has_its_box_and_one_button_that_says_nothing_in_one_language() -> None:
    row = shown("```python\nprint('</pre>')\n```\ntext `inline`\n\n```\nplain\n```")
    assert row.count('<div class="code"><pre') == row.count(message_html.COPY) == 2
    assert row.count("<div") == row.count("</div>")
    assert "Copy" not in row
