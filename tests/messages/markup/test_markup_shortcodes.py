"""Shortcodes: `:tada:` is an emoji where it stands alone, and characters everywhere else."""

import pytest

from tests.support.browser.rendered_text import Rendered


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (":tada:", "🎉"),
        ("Done! :+1::tada:", "Done! 👍🎉"),
        ("(:heart:), :white_check_mark:.", "(❤️), ✅."),
        ("好的:tada:", "好的🎉"),
        ("**:rocket:**", "🚀"),
        ("[ship it :rocket:](https://example.org)", "ship it 🚀"),
        (":tada::nope:", "🎉:nope:"),
    ],
)
def test_a_known_name_between_colons_is_its_emoji(typed: str, shown: str) -> None:
    assert Rendered(typed).text.strip() == shown


@pytest.mark.parametrize(
    "typed",
    [
        ":nope: :Nope: :ta da: ::tada",
        "10:30:45 and 10:100:45",
        "std::art::x redis:key:1 a:b:c",
        "x[:100:]",
        ":m:`x`",
        "https://example.org/:tada:/x",
        ":" * 20,
    ],
)
def test_what_is_no_name_of_an_emoji_or_part_of_a_word_stays_as_typed(typed: str) -> None:
    assert Rendered(typed).text.strip() == typed.replace("`", "")


@pytest.mark.parametrize("typed", ["`:tada:`", "```\n:tada:\n```", "```python\n:tada:\n```"])
def test_code_has_no_emoji(typed: str) -> None:
    assert Rendered(typed).text.strip() == ":tada:"
