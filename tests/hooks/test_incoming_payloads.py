"""Payloads of other programs become messages that say all of it, whatever they hold."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.hooks import BadPayload
from chatapp.hooks.incoming_payloads import content_of, parsed
from chatapp.hooks.incoming_payloads.pieces import dot
from chatapp.hooks.incoming_payloads.slack_mrkdwn import marks, plain
from chatapp.messages import blocks as message_blocks
from chatapp.messages.blocks import as_text
from tests.support.samples.hook_payloads import ALERTMANAGER, SENDERS, Sent

FORM = "application/x-www-form-urlencoded"


def said(payload: dict[str, Any]) -> str:
    """Return what a payload shows, in words; its blocks are as they are stored and sent."""
    content = content_of(payload)
    message_blocks.parse(json.loads(message_blocks.store(content.blocks) or "[]"))
    return content.body or as_text(content.blocks)


@pytest.mark.parametrize("sent", SENDERS, ids=lambda sent: sent.program)
def test_each_program_s_message_is_full_and_readable(sent: Sent) -> None:
    text = said(sent.payload)
    for words in sent.shown:
        assert words in text
    for link in sent.links:
        assert link in message_blocks.store(content_of(sent.payload).blocks)
    assert not any(raw in text for raw in ("&lt;", "&amp;", "<http", "mrkdwn", "plain_text"))


@pytest.mark.parametrize(
    ("slack", "ours"),
    [
        ("*bold* and _it_ and ~gone~", "**bold** and _it_ and ~~gone~~"),
        ("a*b*c 2 * 3 * 4 **two**", "a*b*c 2 * 3 * 4 **two**"),
        ("<https://a.example/x?y=1&amp;z=2>", "https://a.example/x?y=1&z=2"),
        ("<https://a.example|the *docs* [1]>", "[the *docs* [1]](https://a.example)"),
        ("<https://a.example|a]b>", "[a)b](https://a.example)"),
        ("*<https://a.example|bold link>*", "**[bold link](https://a.example)**"),
        ("<https://a.example/(x)|y>", "[y](https://a.example/%28x%29)"),
        ("<javascript:alert(1)|click>", "click"),
        ("<mailto:ann@example.org|Ann>", "Ann"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;", "1 < 2 && 3 > 2 &lt;"),
        (
            "<!here> <!channel|@all> <@U123> <@U123|ann> <#C1|ops> <!subteam^S1|@team>",
            "@here @all @U123 @ann #ops @team",
        ),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("`*x* &lt;b&gt;` *y*", "`*x* <b>` **y**"),
        ("see ```a *b*\n<https://a.example|x>```", "see \n```\na *b*\nx (https://a.example)\n```"),
        ("1 <2 and 3> 2", "1 <2 and 3> 2"),
        ("\x1b[31mred\x1b[0m\x00\r\nnext", "red\nnext"),
    ],
)
def test_slack_s_marks_become_chatapp_s(slack: str, ours: str) -> None:
    assert marks(slack) == ours


def test_where_there_are_no_marks_addresses_stand_after_what_names_them() -> None:
    assert plain(":tada: *a* `b` <https://a.example|c> ~d~ _e_ <https://a.example>") == (
        "🎉 a b c (https://a.example) d e https://a.example"
    )


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        *(("good", "🟢"), ("danger", "🔴"), ("warning", "🟡"), ("#2eb886", "🟢"), ("D00000", "🔴"), ("#f90", "🟠")),
        *((0x3498DB, "🔵"), ("#764FA5", "🟣"), ("#888888", "⚪"), ("red", ""), (None, ""), (True, ""), (-1, "")),
    ],
)
def test_a_colour_becomes_a_dot_of_its_hue(colour: Any, shown: str) -> None:
    assert dot(colour) == shown


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"attachments": [{"fallback": "only <https://a.example|this>"}]}, "only [this](https://a.example)"),
        ({"text": "", "attachments": [{"id": 7, "mystery": "x"}]}, '"mystery": "x"'),
        ({"blocks": [{"type": "hologram", "text": {"type": "mrkdwn", "text": "*in it*"}}]}, "**in it**"),
        ({"text": "Down", "attachments": [{"title": "Down: api", "footer": "Kuma"}]}, "**Down: api**\n\n*Kuma*"),
        ({"blocks": [{"type": "hologram", "depth": 3}]}, '"depth": 3'),
        ({"blocks": [{"type": "actions", "elements": [{"type": "button", "text": {"text": "Ack"}}]}]}, "Ack"),
        ({"blocks": [{"type": "markdown", "text": "**as it is**"}]}, "**as it is**"),
        ({"blocks": [{"type": "video", "title": {"text": "Demo"}, "video_url": "https://v.example/1"}]}, "[Demo]("),
        (
            {"blocks": [{"type": "image", "image_url": "https://i.example/a.png", "alt_text": "Load"}]},
            "Load: https://i",
        ),
        ({"embeds": [{"description": "see <t:1764408000:R> <:ok:123> <@42>"}]}, "see 2025-11-29 09:20 UTC :ok: @42"),
        ({"embeds": [{"image": {"url": "https://i.example/a.png"}}]}, "https://i.example/a.png"),
        ({"embeds": [{"type": "rich", "unknown": 1}]}, '"unknown": 1'),
        ({"title": "Deployed", "message": "api to prod"}, "**Deployed**\napi to prod"),
        ({"version": "4", "status": "firing", "alerts": [{"labels": {"job": "api"}}]}, '"job": "api"'),
        ({"text": 42}, "42"),
    ],
)
def test_what_is_unknown_is_shown_and_never_empty(payload: dict[str, Any], shown: str) -> None:
    assert shown in said(payload)


def test_rich_text_keeps_its_styles_lists_quotes_and_code() -> None:
    def text(words: str, **style: bool) -> dict[str, Any]:
        return {"type": "text", "text": words, "style": style}

    elements = [
        {
            "type": "rich_text_section",
            "elements": [
                *(text("Deployed "), text("api ", bold=True), text("to "), text("prod", code=True)),
                {"type": "link", "url": "https://a.example", "text": "log"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [text(words)]} for words in ("one", "two")],
        },
        {"type": "rich_text_quote", "elements": [text("as\nhe said")]},
        {"type": "rich_text_preformatted", "elements": [text("x = 1")]},
    ]
    assert said({"blocks": [{"type": "rich_text", "elements": elements}]}) == (
        "Deployed **api** to `prod`[log](https://a.example):tada:\n1. one\n2. two\n> as\n> he said\n```\nx = 1\n```"
    )


def test_a_text_alone_is_a_message_like_any_other() -> None:
    assert content_of({"text": "*hi*"}).body == "**hi**"
    assert content_of({"content": "**hi**"}).blocks == ()


@pytest.mark.parametrize(
    "payload", [{}, {"text": ""}, {"channel": "#a", "username": "x"}, {"blocks": []}, {"text": None}]
)
def test_nothing_to_show_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        content_of(payload)


def test_a_form_carries_json_and_so_do_slack_s_own_methods() -> None:
    body = urlencode({"payload": json.dumps(ALERTMANAGER.payload)}).encode()
    assert parsed(body, f"{FORM}; charset=utf-8") == ALERTMANAGER.payload
    fields = urlencode({"channel": "#a", "text": "hi", "blocks": '[{"type": "divider"}]'}).encode()
    assert parsed(fields, FORM) == {"channel": "#a", "text": "hi", "blocks": [{"type": "divider"}]}
    assert parsed(b'{"text": "from curl -d"}', FORM) == {"text": "from curl -d"}
    assert parsed(b'{"text": "no type"}', "") == {"text": "no type"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", ""),
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"text":' + b"[" * 60 + b"]" * 60 + b"}", "application/json"),
        (b"", FORM),
        (b"payload=%7B", FORM),
        (b"blocks=nonsense&text=a", FORM),
        (b"a&" * 500, FORM),
    ],
)
def test_what_is_no_message_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BadPayload):
        parsed(body, kind)


def test_what_is_too_much_is_cut_and_says_so() -> None:
    many = said({"attachments": [{"text": f"line {at}"} for at in range(200)]})
    assert "line 40" in many
    assert many.endswith("…")
    assert len(said({"text": "x" * 200_000})) == 10_000
    long = content_of(
        {"attachments": [{"text": "é" * 9_000, "fields": [{"title": "t" * 300, "value": "v" * 9_000}]}] * 9}
    )
    assert long.blocks
    said({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "*a*\nb"}] * 300}]})
    said({"attachments": [{"actions": [{"text": "b" * 300, "url": "https://a.example"}] * 90}]})


WORDS = (
    "text blocks attachments embeds content fields title value type elements style url color fallback footer actions",
    "image_url accessory author name description components section indent label payload alt_text",
)
NAMES = st.sampled_from(" ".join(WORDS).split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


@given(st.dictionaries(NAMES, JSON, min_size=1, max_size=8))
def test_whatever_json_comes_is_a_message_or_refused(payload: dict[str, Any]) -> None:
    try:
        assert said(payload).strip()
    except BadPayload:
        return
