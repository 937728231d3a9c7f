"""Links: an address ends where a person would end it, is shown as it was typed, and leads where it says."""

from urllib.parse import unquote

import pytest

from chatapp.messages.markup import render
from chatapp.messages.markup.budget import BUDGET, LINK
from tests.support.browser.rendered_text import Rendered

RLO, LRE, LRM = "\u202e", "\u202a", "\u200e"
PERSIAN = "https://fa.example/می\u200cخواهم"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        # H1, H3, H5 to H12, H16 and H17 of the list of faults, and others of their kinds
        ("https://example.org/a。次", "https://example.org/a"),
        ("https://example.org/a，次", "https://example.org/a"),
        ("https://example.org/a！", "https://example.org/a"),
        ("（https://example.org/a）", "https://example.org/a"),
        ("「https://example.org/a」と", "https://example.org/a"),
        ("https://example.org。次", "https://example.org"),
        ("見https://example.org/a、次", "https://example.org/a"),
        ("„https://example.org/a“", "https://example.org/a"),
        ("“https://example.org/a”", "https://example.org/a"),
        ("«https://example.org/a»", "https://example.org/a"),
        ("‘https://example.org/a’", "https://example.org/a"),
        ("‹https://example.org/a›", "https://example.org/a"),
        ("https://example.org/b؟", "https://example.org/b"),
        ("https://example.org/b،", "https://example.org/b"),
        ("https://example.org/b।", "https://example.org/b"),
        ("https://example.org/b۔", "https://example.org/b"),
        ("https://example.org/b…", "https://example.org/b"),
        ("https://example.org/b—see", "https://example.org/b"),
        ("https://example.org/b→c", "https://example.org/b"),
        ("https://example.org/b\u200b", "https://example.org/b"),
        ("https://example.org/b\ufeffc", "https://example.org/b"),
        ("https://example.org/b\u00ad", "https://example.org/b"),
        ("https://example.org/b\u2060c", "https://example.org/b"),
        ("https://example.org/b\u200dc", "https://example.org/b"),
        ("https://example.org/b\u3164", "https://example.org/b"),
        ("https://example.org/b\u00a0c", "https://example.org/b"),
        ("https://example.org\u200b/b", "https://example.org"),
        ("~~https://example.org/a~~", "https://example.org/a"),
        ("**https://example.org/a**", "https://example.org/a"),
        ("*https://example.org/a*", "https://example.org/a"),
        ("`x` https://example.org/a`b`", "https://example.org/a"),
        ("https://k.example/d?_g=(a:(b:!f,c:(d:1)),e:(f:2))&_a=(x:!(y))", None),
        ("https://k.example/a[b[c]]{d}", None),
        ("(see https://example.org/Foo_(bar))", "https://example.org/Foo_(bar)"),
        ("[see https://example.org/a(b)]", "https://example.org/a(b)"),
        ("{https://example.org/a}", "https://example.org/a"),
        ("https://example.org/a(b", None),
        ("https://example.org/a(", "https://example.org/a"),
        ("http://[::1]:8080/x", None),
        ("http://[2001:db8::1]", None),
        ("http://my_host.example/x", None),
        ("http://_dmarc.my_host/x", None),
        ("https://example.org./x", None),
        ("https://example.org.:8080/x", None),
        ("https://example.org.", "https://example.org"),
        ("mailto:a@example.org?subject=Hi", None),
        ("mailto:a@example.org?subject=Hi&body=a%20b.", "mailto:a@example.org?subject=Hi&body=a%20b"),
        ("mailto:?subject=Hi", None),
        ("mailto:a@example.org,", "mailto:a@example.org"),
        # quotation marks and lists of programs
        ("'https://example.org/a'.", "https://example.org/a"),
        ('{"u":"https://example.org/a","v":1}', "https://example.org/a"),
        ("https://example.org/it's", None),
        ("https://example.org/a\\nb", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("https://example.org/a&quot;", "https://example.org/a"),
        ("https://example.org/a?b=1&c=2;", "https://example.org/a?b=1&c=2"),
        ("https://web.example/2020/https://example.org", None),
        # the end of a sentence
        ("https://example.org/a.", "https://example.org/a"),
        ("https://example.org/a...b", None),
        ("https://example.org/a?!", "https://example.org/a"),
        ("https://example.org/a🎉", "https://example.org/a"),
        ("https://example.org/🎉", None),
        ("https://example.org👍", "https://example.org"),
        # words of other scripts
        ("https://ja.example/wiki/レオナルド・ダ・ヴィンチ", None),
        ("https://en.example/Tom–Jerry", None),
        ("https://hi.example/हिन्दी", None),
        (PERSIAN, None),
    ],
)
def test_an_address_ends_where_a_person_would_end_it(typed: str, address: str | None) -> None:
    rendered = Rendered(typed)
    assert [link.text for link in rendered.links] == [address or typed]
    assert unquote(rendered.links[0].href) == unquote(address or typed)


def test_addresses_side_by_side_are_as_many_links() -> None:
    rendered = Rendered("https://a.example,https://b.example;https://c.example/x|http://d.example")
    assert [link.href for link in rendered.links] == [
        "https://a.example",
        "https://b.example",
        "https://c.example/x",
        "http://d.example",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "https://good.example/a%0Ab",
        "https://x.example/a%20b?q=%22c%22",
        "https://x.example/%E2%80%AE%zz%",
        "HTTPS://Example.ORG/A",
        "https://münchen.example/ß",
        "https://xn--mnchen-3ya.example/",
        "mailto:Ann%20B@example.org",
        "http://a.example/b?c=d|e^f",
    ],
)
def test_an_address_is_shown_as_it_was_typed(typed: str) -> None:
    rendered = Rendered(typed)
    assert (rendered.text.strip(), rendered.links[0].text) == (typed, typed)
    assert "\n" not in rendered.text.strip()


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://MÜNCHEN.example/Ä?ö#ü", "https://xn--mnchen-3ya.example/%C3%84?%C3%B6#%C3%BC"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("http://[::FFFF]/", "http://[::ffff]/"),
        ("http://user:pass@localhost:8080/x", "http://user:pass@localhost:8080/x"),
    ],
)
def test_a_link_leads_to_the_address_in_ascii(typed: str, href: str) -> None:
    assert Rendered(typed).links[0].href == href


@pytest.mark.parametrize(
    "typed",
    [
        "https://1.2.3.4.5/",
        "https://999.1.1.1/",
        "https://xn--a/",
        "https://x:99999/",
        "https://ex%41mple.org/",
        "https://a@b@c/",
        "https://a..b/",
        "https://-a/",
        "https://" + "a" * 64,
        "https://" + "a." * 127 + "a",
        "http://[1::2::3]/",
        "https://evil.c℀.example/",
        "git+https://example.org",
        "www.example.org",
        "ftp://example.org",
        "https://",
        "https://.",
        "mailto:",
        "mailto:?",
        "[a](/rooms)",
        "[a](//example.org)",
        "[a](b)",
        "handlers[name](event)",
        "[a](ftp://example.org)",
    ],
)
def test_what_no_browser_would_follow_is_text(typed: str) -> None:
    rendered = Rendered(typed)
    assert (rendered.links, rendered.text.strip()) == ([], typed)


@pytest.mark.parametrize(
    ("typed", "text", "after"),
    [
        (f"https://good.example/{RLO}gpj.exe", "https://good.example/", "U+202E</span>gpj.exe"),
        (f"https://good.example/{LRE}{RLO}gpj.exe", "https://good.example/", "U+202A U+202E</span>"),
        (f"https://good.example{LRM}.evil.example", "https://good.example", "U+200E</span>"),
    ],
)
def test_a_turn_of_the_text_ends_an_address_and_is_seen(typed: str, text: str, after: str) -> None:
    rendered = Rendered(typed)
    assert (rendered.links[0].text, rendered.text.strip()) == (text, typed)
    assert after in render(typed)
    assert RLO not in render(typed)


def test_a_turn_of_the_text_is_seen_in_a_links_text_and_overrides_everywhere() -> None:
    assert "U+200E" in render(f"[a{LRM}b](https://example.org)")
    assert "U+202E" in render(f"photo{RLO}gpj.exe")
    assert render(f"shalom{LRM}!") == f"<p>shalom{LRM}!</p>"  # not outside of links, where languages need it


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("[https://bank.example/login](https://evil.example/x)", " (https://evil.example/x)"),
        ("[Log in: https://bank.example](https://evil.example/x)", " (https://evil.example/x)"),
        ("[bank.example](https://evil.example/x)", " (evil.example)"),
        ("[www.bank.example](http://evil.example:81/x)", " (evil.example:81)"),
        ("[**bank**.example](https://evil.example)", " (evil.example)"),
        ("[`bank.example`](https://evil.example)", " (evil.example)"),
        ("[bank．example](https://evil.example)", " (evil.example)"),
        ("[bank。example](https://evil.example)", " (evil.example)"),
        ("[bank\u200b.example](https://evil.example)", " (evil.example)"),
        ("[https:∕∕bank.example](https://evil.example)", " (https://evil.example)"),
        ("[bank.example](https://bank.example.evil.example)", " (bank.example.evil.example)"),
        ("[bank.example](https://bank.example@evil.example)", " (evil.example)"),
        ("[10.0.0.1](http://10.0.0.2)", " (10.0.0.2)"),
        ("[localhost](http://evil.example)", " (evil.example)"),
        ("[ann@bank.example](mailto:eve@evil.example)", " (evil.example)"),
        ("[bank.example](mailto:?subject=x)", " (mailto:?subject=x)"),
        ("[bank.example " + "x" * 600 + "](https://bank.example)", " (https://bank.example)"),
        ("https://bank.example@evil.example/x", " (evil.example)"),
        ("[bank.example](https://bank.example)", ""),
        ("[bank.example/login](https://www.bank.example/login?next=x)", ""),
        ("[https://bank.example/](http://bank.example)", ""),
        ("[see bank.example.](https://bank.example/x)", ""),
        ("[münchen.example](https://münchen.example)", ""),
        ("[ann@bank.example](mailto:ann@bank.example)", ""),
        ("[the docs, e.g. 1.2.3](https://example.org)", ""),
    ],
)
def test_a_link_whose_text_looks_like_another_address_shows_where_it_leads(typed: str, target: str) -> None:
    assert [link.target for link in Rendered(typed).links] == [target]


@pytest.mark.parametrize(
    ("typed", "text", "href"),
    [
        ("[docs](https://example.org/a(b)c)", "docs", "https://example.org/a(b)c"),
        ("[a [b] c](https://example.org)", "a [b] c", "https://example.org"),
        ("[a `]` b](https://example.org)", "a ] b", "https://example.org"),
        ("[**a** `b`](http://example.org/#x)", "a b", "http://example.org/#x"),
        ("[mail](mailto:a@example.org?subject=x)", "mail", "mailto:a@example.org?subject=x"),
        ("[a [b](https://b.example) c](https://c.example)", "b", "https://b.example"),
        ("![x](https://example.org/x.png)", "x", "https://example.org/x.png"),
    ],
)
def test_a_link_can_have_a_text(typed: str, text: str, href: str) -> None:
    link = Rendered(typed).links[0]
    assert (link.text, link.href) == (text, href)


@pytest.mark.parametrize(
    "typed",
    [
        "[](https://example.org)",
        "[ ](https://example.org)",
        "[\u3164\u200b](https://example.org)",
        "[**\u3164**](https://example.org)",
        '[x](https://example.org "y")',
        "[x](https://example.org 'y')",
        "[x]( https://example.org )",
        "[x] (https://example.org)",
        f"[`{RLO}x`](https://example.org)",
    ],
)
def test_what_would_hide_something_is_no_link_but_the_address_is(typed: str) -> None:
    rendered = Rendered(typed)
    assert [link.text for link in rendered.links] == ["https://example.org"]
    assert rendered.text.strip() == typed.replace("`", "").replace("**", "") if "`" in typed else typed
    assert "title" not in {name for _, name in rendered.attributes}


def test_with_more_links_than_a_message_may_have_the_others_are_text_and_marks_still_work() -> None:
    typed = "**a** " + "http://a.b " * 800 + "[x](https://example.org)"
    rendered = Rendered(typed)
    assert BUDGET // LINK // 2 < len(rendered.links) < 800
    assert rendered.text.strip() == typed.replace("**", "")


def test_a_bracket_more_or_less_does_not_switch_links_off() -> None:
    assert len(Rendered("[" * 400 + " https://example.org [x](https://example.org)").links) == 2
