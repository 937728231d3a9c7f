"""A message as HTML: whatever is typed, nothing in it may act."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.messages.markup import (
    HIGHLIGHT_LIMIT,
    SCHEMES,
    TAGS,
    labour,
    render,
)

ATTRIBUTES = {
    "a": {"href", "target", "rel", "title"},
    "div": {"class", "tabindex"},
    "li": {"class", "value"},
    "ol": {"class", "start"},
    "pre": {"tabindex"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}
SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\t\n\r]*):")  # as generous as a browser
LONGEST = 100_200  # characters; a message of 10,000 never becomes a page of its own


class Inspector(HTMLParser):
    """Reads HTML as a browser does and refuses everything outside the allow-list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> has come through"
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()), f"{name}= on <{tag}> has come through"
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment has come through")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration has come through")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("a processing instruction has come through")


def inspected(body: str) -> Inspector:
    inspector = Inspector()
    inspector.feed(render(body))
    inspector.close()
    for link in inspector.links:
        scheme = SCHEME.match(link)
        assert scheme is None or scheme[1].lower() in SCHEMES, link
    return inspector


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        "<style>*{display:none}</style>",
        "<a href='javascript:alert(1)'>x</a>",
        "<!-- --><b>x</b>",
        "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)>",
        "<template><script>alert(1)</script></template>",
        "{{ constructor.constructor('alert(1)')() }} <b v-html='x'>",
        "**<img src=x onerror=alert(1)>**",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "```<script>alert(1)</script>\nx\n```",
        '```"><img src=x onerror=alert(1)>\nx\n```',
        "> <script>alert(1)</script>",
        "- <script>alert(1)</script>\n- b",
        "</p></div><script>alert(1)</script>: *x*",
    ],
)
def test_html_is_shown_as_text_and_never_acts(attack: str) -> None:
    inspector = inspected(attack)
    assert "alert" not in attack or "```" in attack[:3] or "alert(1)" in inspector.words
    assert "<script" not in render(attack)
    assert "<img" not in render(attack)


@pytest.mark.parametrize(
    "attack",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](%6aavascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](file:///etc/passwd)",
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n[x]",
        "ftp://example.org/x",
    ],
)
def test_no_link_ever_leads_to_a_script(attack: str) -> None:
    for link in inspected(attack).links:
        assert link.startswith(("%", "http://", "https://", "mailto:")), link


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    inspected('https://example.org/"onmouseover="alert(1)')
    inspected("[x](http://a.b/'\"><img/src=x/onerror=alert(1)>)")
    inspected('[x](http://a.b "\'><img src=x onerror=alert(1)>")')


@pytest.mark.parametrize(
    "url", ["https://example.org/a_b_c?x=1&y=2", "http://localhost:8080/rooms", "mailto:ann@example.org"]
)
def test_a_link_opens_elsewhere_and_does_not_tell_where_it_was_clicked(url: str) -> None:
    html = render(f"see {url}")
    assert inspected(f"see {url}").links == [url]
    assert 'target="_blank"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "name", ["readme.md", "example.org", "ann@example.org", "192.168.0.1", "//example.org", "a.py:12"]
)
def test_a_name_with_a_dot_does_not_become_a_link(name: str) -> None:
    assert inspected(f"open {name} please").links == []


@pytest.mark.parametrize(
    "pasted",
    [
        "__init__",
        "def __init__(self): x = a_b_c",
        "snake_case_name and _private",
        "C:\\Users\\new",
        "&amp; &lt;b&gt; &#42;",
        "#not a heading",
        "a\n===",
        "---",
        "a | b\n--|--\n1 | 2",
        "    four spaces: *no code*",
        "![x](http://a.b/c.png)",
        "2 * 3 * 4 = 24",
        "1 < 2 > 1",
        "1986. A great year: yes",
        "a\\*b",
    ],
)
def test_what_people_paste_loses_no_visible_character(pasted: str) -> None:
    shown = inspected(pasted).words
    for word in pasted.replace("![x](http://a.b/c.png)", "!").replace("*no code*", "").split():
        assert word in shown, (word, shown)
    assert "<em>" not in render(pasted.replace("*no code*", ""))
    assert "<h1" not in render(pasted)


def test_markup_of_a_chats_size_works() -> None:
    assert "<em>a</em>" in render("*a*")
    assert "<strong>a</strong>" in render("**a**")
    assert "<s>a</s>" in render("~~a~~")
    assert "<code>a_b</code>" in render("`a_b`")
    assert "<blockquote>" in render("> a")
    assert render("- a\n- b").count("<li>") == 2
    assert '<ol start="3">' in render("3. a\n4. b")


def test_code_is_highlighted_and_an_unknown_language_is_no_error() -> None:
    assert '<span class="kn">import</span>' in render("```python\nimport x\n```")
    assert "import x" in render("```no-such-language\nimport x\n```")


@pytest.mark.parametrize(
    "language", ["python", "html", "js", "php", "bash", "sql", "rst", "brainfuck", "console", "raw", "html+jinja"]
)
def test_code_in_any_language_stays_text(language: str) -> None:
    body = f"```{language}\n<script>alert(1)</script> ' \" & {{% x %}}\n```"
    assert "<script>alert(1)</script>" in inspected(body).words


@pytest.mark.parametrize(
    "unit",
    [
        "*",
        "_",
        "`",
        "~",
        "[",
        "](",
        "[a](",
        "[a](b)",
        ">",
        "> \n",
        "- ",
        "- a\n",
        "1. ",
        "<",
        "&:",
        "*a_ ",
        "**a*",
        "http://a ",
        "http://",
        "```\n",
        "```js\n",
        "\n",
        "( ",
        "![",
        "*_`[~>",
        "\u202e*",
        "é̀*",
        "👩‍👩‍👧‍👦*",
        "a\t",
        ":",
        "|-",
        "mailto:a@b.c ",
    ],
)
def test_a_message_built_to_explode_stays_bounded_and_harmless(unit: str) -> None:
    body = (unit * 10_000)[:10_000]
    assert len(render(body)) <= LONGEST
    inspected(body)


@pytest.mark.parametrize("marker", ["> ", ">", "- ", "* ", "1. ", "> - ", "- 1. "])
def test_what_is_nested_too_deep_for_the_parser_on_one_line_is_shown_whole(marker: str) -> None:
    assert "the bottom" in inspected(marker * 60 + "the bottom").words


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_a_list_nested_too_deep_for_the_parser_is_shown_whole(indent: str) -> None:
    nested = "\n".join(f"{indent * level}- level{level}" for level in range(30))
    shown = inspected(nested).words
    assert [level for level in range(30) if f"level{level}" not in shown] == []


def test_highlighting_that_would_make_a_page_of_a_message_is_left_out() -> None:
    body = "```js\n" + "+a" * 4_990 + "\n```"
    assert len(render(body)) <= LONGEST
    assert "+a" * 4_990 in inspected(body).words


@given(st.text(alphabet="ab \n>-*`~.1_#|", max_size=60))
def test_no_letter_that_was_typed_is_ever_swallowed(body: str) -> None:
    assert re.sub("[^ab]", "", inspected(body).words) == re.sub("[^ab]", "", body)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            '"',
            "'",
            "&",
            "*",
            "**",
            "`",
            "```",
            "\n",
            "[",
            "]",
            "(",
            ")",
            "!",
            ":",
            "//",
            "javascript:",
            "data:",
            "http://a.b",
            " onerror=",
            "onload=alert(1)",
            "<script>",
            "</script>",
            "<img src=x",
            "<svg",
            "style=",
            "&#x6a;",
            "\\",
            "~~",
            "> ",
            "- ",
            "1. ",
            "x",
            " ",
            "\t",
            "\u202e",
            "\x00",
            "漢",
            "html",
            "python",
            "<!--",
            "-->",
            "<![CDATA[",
            "<?",
            "{{",
            "}}",
        ]
    ),
    max_size=30,
).map("".join)


@given(MARKUP | st.text(max_size=120))
def test_nothing_outside_the_allow_list_ever_comes_out(body: str) -> None:
    inspected(body)


def test_known_languages_are_highlighted_and_unknown_ones_are_text() -> None:
    assert '<span class="kn">import</span>' in render("```py\nimport os\n```")
    assert "<span" not in render("```mcschema\nimport os\n```")
    assert "<span" not in render("```python\n" + "import os\n" * 400 + "```")


def test_the_limit_of_highlighting_is_for_the_whole_message() -> None:
    fence = "```python\n" + "a=1;" * (HIGHLIGHT_LIMIT // 12) + "\n```\n"
    most = render(fence * 2).count("<span")
    assert most > HIGHLIGHT_LIMIT // 4
    assert render(fence * 9).count("<span") <= most * 3 // 2


def test_what_was_rendered_lately_is_no_labour_again() -> None:
    body = f"*{'a' * 400}* of a test of its own"
    assert labour(body) == len(body)
    assert render(body) is render(body)
    assert labour(body) == labour("plain words") == 0
