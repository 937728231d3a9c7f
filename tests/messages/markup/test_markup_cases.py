"""What people type and paste, and how it has to look. The ids are the faults' list's."""

from typing import Final, NamedTuple

import pytest
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chatapp.messages.markup import render
from chatapp.messages.markup.completeness import show_unseen
from chatapp.messages.markup.parser import PARSER
from tests.support.browser.read_message import as_read


class Case(NamedTuple):
    """``seen``: what a reader sees (`as_read`); None: as typed. ``html``: a piece of the HTML that makes it so."""

    id: str
    typed: str
    seen: str | None = None
    html: str = ""


VANISHES: Final = (
    Case("A1", "+"),
    Case("A1-minus", "-"),
    Case("A1-star", "*"),
    Case("A1-number", "1."),
    Case("A1-numbers", "1. \n2. \n3."),
    Case("A1-sum", "30\n+ 12\n= 42"),
    Case("A1-heading", "#"),
    Case("A3", ">"),
    Case("A3-many", ">\n>\n> "),
    Case("A5", "~~~"),
    Case("A5-backticks", "```"),
    Case("A5-language", "```python"),
    Case("A5-both", "```\n```"),
    Case("A5-blank", "text\n```\n\n```\nmore"),
    Case("A5-inline", "`` ``"),
    Case("A7", "~~~ hello ~~~"),
    Case("A9", "Summary\n~~~~~~~\ntext"),
    Case("A9-twice", "A title\n~~~~~~~\ntext\n\nAnother\n~~~~~~~\nmore"),
    Case("A9-equals", "Summary\n=======\ntext\n-------\nmore"),
    Case("A10", "[](https://example.org)"),
    Case("A10-blank", "[ ](https://example.org)"),
    Case("A12", "- - -"),
    Case("A12-stars", "* * *"),
    Case("A12-stars-long", "***\n*****\n**********"),
    Case("A12-marks", "** ** ~~ ~~ ~~~~ __ _"),
    Case("A12-table", "|  |\n|--|"),
    Case("A12-html", "<b>x</b> &amp; &lt;"),
)
FENCES: Final = (
    Case("B1", "```print(1)\nprint(2)\n```", "print(1)\nprint(2)", "<code>print(1)\nprint(2)\n</code>"),
    Case("B1-words", "``` two words\nb\n```", "two words\nb", "<code>two words\nb\n</code>"),
    Case("B1-attributes", '```python title="x"\nb\n```', 'python title="x"\nb', "<code>python title="),
    Case("B3", "```a\nb```", "a\nb", "<code>a\nb\n</code>"),
    Case("B3-language", "```python\nx = 1```\nmore", "x = 1\nmore", '<span class="n">x</span>'),
    Case("B3-inside", "```\nuse ```x```\n```", "use ```x```", "<code>use ```x```\n</code>"),
    Case("B4", "text ````\ncode\n``` more"),
    Case("B4-behind", "```\ncode\n``` more\nrest", "code\nmore\nrest", "<code>code\n</code></pre>\n<p>more\nrest</p>"),
    Case("B4-dot", "```\ncode\n```. Then *this*", "code\n. Then this", "</code></pre>\n<p>. Then <em>this</em></p>"),
    Case(
        "B4-line-end",
        "See: ```\ncode\n``` more\n```\nx\n```",
        "See: \ncode\n more\nx",
        "<code>\ncode\n</code> more</p>",
    ),
    Case("B4-line-end-2", "See: ```\ncode\n```\n*more*", "See: \ncode\n\nmore", "<code>\ncode\n</code>\n<em>more"),
    Case("B4-stray", "a ``` b ```\n```python\nx\n```", "a  b \nx", "<pre"),
    Case("B4-stray-end", "it ends ```\n```python\nx\n```", "it ends ```\nx", "<pre"),
    Case("B4-word", "```\ncode\n```more\nrest", "code\nmore\nrest", "<code>code\n</code></pre>\n<p>more\nrest</p>"),
    Case("B4-nothing", "```\n\n``` more"),
    Case("B-unknown", "```kotlin\nval x = 1\n```", "kotlin\nval x = 1", "<small>kotlin</small>\n<pre"),
    Case("B-nested", "```\n```python\nx\n```", "```python\nx", "<code>```python\nx\n</code>"),
    Case("B-open", "```\ncode", "code", "<code>code\n</code>"),
    Case("B-open-tildes", "~~~\ncode"),
    Case("B-open-words", "``` two words\nb"),
    Case("B-tildes", "~~~sql\nselect 1\n~~~", "select 1", '<span class="k">select</span>'),
    Case("B-inline", "```x = 1``` and more", "x = 1 and more", "<code>x = 1</code>"),
    Case("B-quote", "> ```\n> code\nreply", "code\nreply", "</code></pre>\n</blockquote>\n<p>reply</p>"),
    Case("B-item", "1. do\n   ```\n   x\n     y\n   ```\n2. next", "1. do\nx\n  y\n2. next", "<code>x\n  y\n</code>"),
    Case("B-between-items", "1. do\n```\nx\n```\n2. next", "1. do\nx\n2. next", '<ol start="2">'),
)
WHITE_SPACE: Final = (
    Case("C1", "def f():\n    if x:\n        return 1"),
    Case("C1-first", "    four spaces\n  two"),
    Case("C1-tab", "a\n\tb"),
    Case("C1-drawing", "  +--+\n  |  |\n  +--+"),
    Case("C1-yaml", "a:\n      - b\n      - c"),
    Case("C1-quote", "> def f():\n>     return 1", "│ def f():\n│     return 1"),
    Case("C3", "a  \nb", html="<p>a  \nb</p>"),
    Case("C5", "- first\n  second", "• first\n  second", "<div>first\nsecond</div>"),
    Case("C5-deeper", "- first\n    second", "• first\n    second", "<div>first\n  second</div>"),
    Case("C5-number", "1. first\n  second\n   third", "1. first\n  second\n  third", "<div>first\nsecond\nthird</div>"),
    Case("C5-quote", "> a\n> b\n>\n>\n> c", "│ a\n│ b\n│ \n│ \n│ c"),
    Case("C6", "a\n\n\n\nb", html="<p>a\n\n\n\nb</p>"),
    Case("C6-list", "a\n\n\n- b\n\n- c\n\nd", "a\n\n\n• b\n\n• c\n\nd"),
    Case("C6-code", "a\n\n```\nb\n```\n\n\nc", "a\n\nb\n\n\nc"),
    Case("C6-item", "- a\n\n  b", "• a\n  \n  b", "<div>a\n\nb</div>"),
    Case("C7", "```python\n\n\nx=1\n\n```", "\n\nx=1", "<code>\n\n<span"),
    Case("C7-plain", "```\n\n\nx=1\n\n```", "\n\nx=1", "<code>\n\nx=1\n\n</code>"),
    Case("C9", "`a\n  b`", "a\n  b", "<code>a\n  b</code>"),
    Case("C9-spaces", "` a `", " a ", "<code> a </code>"),
    Case("C9-apostrophes", "it`s don`t l`été"),
    Case(
        "C9-apostrophe",
        "it`s `x` and `y`s, a`b` c",
        "it`s x and ys, ab c",
        "<code>x</code> and <code>y</code>s, a<code>b",
    ),
    Case("C9-backticks", "`` `a` ``", "`a`", "<code>`a`</code>"),
)
LAZY: Final = (
    Case("D1", "Shopping:\n- milk\n- eggs\nThanks!", "Shopping:\n• milk\n• eggs\nThanks!", "</ul>\n<p>Thanks!</p>"),
    Case("D1-number", "1. a\nb", "1. a\nb", "</ol>\n<p>b</p>"),
    Case("D1-nested", "- a\n  - b\nc", "• a\n  • b\nc", "</ul>\n<p>c</p>"),
    Case("D3", "> are you coming?\nyes, at five", "│ are you coming?\nyes, at five", "</blockquote>\n<p>yes"),
    Case("D3-nested", "> > a\n> b\nc", "│ │ a\n│ b\nc", "</blockquote>\n<p>b</p>\n</blockquote>\n<p>c</p>"),
    Case("D3-list", "> - a\nb", "│ • a\nb", "</blockquote>\n<p>b</p>"),
    Case("D3-table", "| a |\n|---|\n| 1 |\nb | c", "a | \n1 | \nb | c", "</div>\n<p>b | c</p>"),
)
NO_QUOTES: Final = (
    Case("E1", ">:("),
    Case("E1-faces", ">.> >_< >:)\n>.>"),
    Case("E2", ">>> import os\n>>> os.getcwd()\n'/tmp'"),
    Case("E2-quoted", "> >>> import os", "│ >>> import os"),
    Case("E5", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch"),
    Case("E-numbers", ">5 and >=3\n>7"),
    Case("E-redirect", "echo a\n>out.txt\n>> out.txt"),
)
CHARACTERS: Final = (
    Case("F1", "2*3*4=24"),
    Case("F1-spaces", "2 *3* 4 = 24"),
    Case("F1-brackets", "2*(3+4)*5*(6)*7"),
    Case("F1-factors", '"="*n*"-"*2 and x[i]*y[j]*z'),
    Case("F2", "src/**/*.py and **/*.js"),
    Case("F2-ends", "build/* dist/* and *.log *.tmp"),
    Case("F2-cron", "*/5 * * * * and 0 */2 * * *"),
    Case("F5", "a**2 + b**2 = c**2"),
    Case("F6", "/* c */ and /* d */"),
    Case("F6-doc", "/** a */ b /** c */"),
    Case("F-arguments", "f(*args, **kwargs) and {**a, **b} or [*a, *b]"),
    Case("F-pointers", "char **argv; int *p = *q; *p++ = *q++;"),
    Case("F-calls", "count(*), sum(*)"),
    Case("F-quoted", "'*' and '*', \"**\" and \"**\", `x`", "'*' and '*', \"**\" and \"**\", x"),
    Case("F-regular", ".*foo.* and a.*b.*c"),
    Case("F-assign", "a *= b; c *= d; e **= f"),
    Case("F-masked", "****1234**** and f***, s***"),
    Case("F-faces", "*_* *-* :* *:) T_T ^_^ -_- >_< o_O"),
    Case("F-modeline", "# -*- coding: utf-8 -*-", "-*- coding: utf-8 -*-", "<strong>-*-"),
    Case("F-tildes", "a~~b~~c ~5 ~/x ~~"),
    Case("F-underscores", "snake_case_name, __init__, _private, a_b_c, self._x, x_, __all__"),
    Case("F-underscores-2", "MAX_SIZE and MIN_SIZE, file_name_, /usr/_x_/y, $_GET, _(text)"),
    Case("F-shrug", "¯\\_(ツ)_/¯"),
)
EMPHASIS: Final = (
    Case("bold", "**a** (**b**), **c**. **d:** e", "a (b), c. d: e", "<strong>c</strong>. <strong>d:</strong>"),
    Case("bold-number", "up: **412** teams, **3 days**", "up: 412 teams, 3 days", "<strong>412</strong>"),
    Case("bold-quoted", '**"a"** and "**a**"', '"a" and "a"', '<strong>"a"</strong> and "<strong>a</strong>"'),
    Case("bold-keys", "**Ctrl**+**C**, **Pro**-Version", "Ctrl+C, Pro-Version", "<strong>Ctrl</strong>+<strong>C"),
    Case("italic", "*a* and *3 days*", "a and 3 days", "<em>a</em> and <em>3 days</em>"),
    Case("both", "***a*** and **_b_**", "a and b", "<strong><em>b</em></strong>"),
    Case("struck-borders", "(~~a~~), ~~b~~. ~~c~~+~~d~~!", "(a), b. c+d!", "<s>c</s>+<s>d</s>!"),
    Case("struck", "~~a~~ and ~~**b**~~", "a and b", "<s>a</s> and <s><strong>b</strong></s>"),
    Case("underscores", "_a_ (_b c_), _d_.", "a (b c), d.", "<em>a</em> (<em>b c</em>), <em>d</em>."),
    Case("emoji", "👍**a**👍 ❤️**b**", "👍a👍 ❤️b", "👍<strong>a</strong>👍 ❤️<strong>b</strong>"),
    Case("J1", "これは**「強調」**です", "これは「強調」です", "<strong>「強調」</strong>"),
    Case("J1-letters", "中文**加粗**文字", "中文加粗文字", "中文<strong>加粗</strong>文字"),
    Case("J1-korean", "**강조**는 *이것*입니다", "강조는 이것입니다", "<strong>강조</strong>는 <em>이것</em>입니다"),
    Case("J1-number", "全部で**3個**です。", "全部で3個です。", "で<strong>3個</strong>です"),
    Case(
        "J1-brackets",
        "**（注）**见下，~~「旧」~~的",
        "（注）见下，「旧」的",
        "<strong>（注）</strong>见下，<s>「旧」</s>的",
    ),
    Case("J1-thai", "นี่คือ**ตัวหนา**ครับ", "นี่คือตัวหนาครับ", "<strong>ตัวหนา</strong>"),
)
NUMBERS: Final = (
    Case(
        "G1",
        "2. do this\n4. yes",
        "2. do this\n4. yes",
        '<ol start="2">\n<li><div>do this</div>\n</li>\n<li value="4">',
    ),
    Case("G1-backwards", "3. a\n2. b\n2. c", html='<li value="2"><div>b</div>\n</li>\n<li value="2"><div>c</div>'),
    Case("G3", "1. Mai\n24. Dezember\n3. Oktober", html='<li value="24">'),
    Case("G3-zero", "0. a\n1. b", html='<ol start="0">'),
    Case("G3-padded", "01. a\n02. b"),
    Case("G3-year", "1986. A great year"),
    Case("G3-text", "Points:\n3. a\n7. b", html='<ol start="3">'),
    Case("G3-hundred", "100. a\n101. b", html='<ol start="100" class="wide">'),
    Case("G4", "1) one", html='<ol class="bracketed">'),
    Case("G4-both", "1. a\n2) b\n3. c", html='</ol>\n<ol start="2" class="bracketed">'),
    Case("G5", "1. Parent\n  * bullet\n2. next", "1. Parent\n  • bullet\n2. next", "<div>Parent</div>\n<ul>"),
    Case("G5-spaces", "1. a\n    - b\n        - c\n2. d", "1. a\n  • b\n    • c\n2. d"),
    Case("G5-tabs", "- a\n\t- b\n\t\t- c\n- d", "• a\n  • b\n    • c\n• d"),
    Case("G5-one", "- a\n - b\n- c", "• a\n• b\n• c"),
    Case("G5-no-space", "1.5 is more than 1.4\n1.first\n-5 degrees"),
    Case("G5-second", "- - a\n- 1. b", "• - a\n• 1. b"),
)
LINKS: Final = (  # more of each kind: test_markup_links.py
    Case("H1", "https://example.org/a。次", html=">https://example.org/a</a>。次"),
    Case("H3", "„https://example.org/a“ “https://example.org/a”", html=">https://example.org/a</a>“"),
    Case("H5", "https://x.org/b؟ https://x.org/b، https://x.org/b।", html='href="https://x.org/b"'),
    Case("H6", "https://x.org/a\u200b https://x.org/a\ufeff https://x.org/a\u00ad", html=">https://x.org/a</a>\u00ad"),
    Case("H8", "~~https://example.org/a~~", "https://example.org/a", '<s><a href="https://example.org/a"'),
    Case("H9", "https://k.org/app#/d?_g=(a:(b:!f,c:(d:1)),e:(f:2))&_a=(x:!(y))", html="&amp;_a=(x:!(y))</a>"),
    Case("H10", "http://[::1]:8080/x", html='href="http://[::1]:8080/x"'),
    Case("H11", "http://my_host.example/x", html='href="http://my_host.example/x"'),
    Case("H12", "https://example.org./x", html='href="https://example.org./x"'),
    Case("H13a", "https://good.example/a%0Ab", html=">https://good.example/a%0Ab</a>"),
    Case("H13b", "https://x.example/a%20b?q=%22c%22", html=">https://x.example/a%20b?q=%22c%22</a>"),
    Case("H14", "https://good.example/\u202egpj.exe", "https://good.example/U+202Egpj.exe", "/</a><span"),
    Case(
        "H15",
        "[https://bank.example/login](https://evil.example/x)",
        "https://bank.example/login (https://evil.example/x)",
    ),
    Case("H15t", '[x](https://example.org "y")', html='</a> "y")'),
    Case("H16", "mailto:a@example.org?subject=Hi", html='href="mailto:a@example.org?subject=Hi"'),
    Case("H17", "https://example.org/a(b", html='href="https://example.org/a(b"'),
)
ONE_ODD_PART: Final = (
    Case(
        "I1",
        "- - - - - - - - - - - -\n**bold** and https://example.org/x",
        "- - - - - - - - - - - -\nbold and https://example.org/x",
        '<strong>bold</strong> and <a href="https://example.org/x"',
    ),
    Case("I1-quotes", "> " * 40 + "x\n**bold**", None, "<strong>bold</strong>"),
    Case("I1-deep", "\n".join(f"{'  ' * n}- x{n}" for n in range(20)) + "\n**bold**", None, "<strong>bold</strong>"),
    Case("I3", "```\n" + "[[1, 2], " * 200 + "\n```\n**b**", "[[1, 2], " * 200 + "\nb", "<strong>b</strong>"),
    Case("I3-brackets", "[" * 400 + "\n\n**b**", "[" * 400 + "\n\nb", "<strong>b</strong>"),
    Case(
        "I5", "```yaml\n            - a\n```\nsee [docs](https://example.org)", "            - a\nsee docs", ">docs</a>"
    ),
)
TABLES: Final = (
    Case(
        "table",
        "|    |   a |   b |\n|---:|----:|:----|\n|  0 |   1 |   3 |\n|  1 |     |     |",
        " | a | b | \n0 | 1 | 3 | \n1 |  |  | ",
        '<td class="right">1</td>\n<td>3</td>',
    ),
    Case(
        "table-marks", "| **a** | `b` |\n|:-:|--|\n| x \\| y |", "a | b | \nx | y | ", '<td class="center">x | y</td>'
    ),
    Case("table-more", "| a |\n|---|\n| 1 | 2 |", "a | \n| 1 | 2 |", "</div>\n<p>| 1 | 2 |</p>"),
    Case("table-text", "See:\n| a | b |\n|---|---|\n| 1 | 2 |\nend", "See:\na | b | \n1 | 2 | \nend"),
    Case("table-none", "| a | b |\n|---|"),
    Case("table-psql", " id | name\n----+------\n  1 | a"),
)
TASKS: Final = (
    Case(
        "task", "- [ ] a\n- [x] b\n* [X] c", "☐ a\n☑︎ b\n☑︎ c", '<li class="task"><div><span class="box">☐</span> a</div>'
    ),
    Case("task-number", "1. [ ] a", "1. ☐ a"),
    Case("task-none", "- [ ]\n- [y] z\n- [x]y", "• [ ]\n• [y] z\n• [x]y"),
)
HEADINGS: Final = (
    Case("heading", "# A\ntext\n## B\n### C", "A\ntext\nB\nC", "<p><strong>A</strong></p>\n<p>text</p>"),
    Case("heading-none", "#channel\n#1\n#### four\n #  x"),
    Case("heading-marks", "# A *b* #", "A b #", "<strong>A <em>b</em> #</strong>"),
    Case("rule", "a\n\n---\n\nb", "a\n────\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    Case("rule-none", "---\na\n---\n\n---"),
    Case("rule-long", "a\n\n-----\n\n***\n\n___\n\nb"),
)
PASSED_BEFORE: Final = (
    Case("P1", "- a\n  - b\n- c\n    - d", "• a\n  • b\n• c\n  • d"),
    Case("P2", "3. abc", html='<ol start="3">'),
    Case("P3", "(see https://example.org/x)", html=">https://example.org/x</a>)"),
    Case("P5", "https://en.wikipedia.org/wiki/A_(b)", html='href="https://en.wikipedia.org/wiki/A_(b)"'),
    Case("P7", '"https://example.org/x"', html='>https://example.org/x</a>"'),
    Case("P8", "__init__.py, snake_case_name"),
    Case("P10", "#channel"),
    Case("P11", "---"),
    Case("P12", "a | b\n--|--\n1 | 2"),
    Case("P12-entities", "&lt; &amp; \\*"),
    Case("P15", "````\n```\nx\n```\n````", "```\nx\n```", "<code>```\nx\n```\n</code>"),
    Case("P16", "```\n" + "x" * 3_000 + "\n```", "x" * 3_000),
    Case("P17", "x" * 5_000),
    Case("P18", "مرحبا بالعالم\nשלום עולם"),
    Case("P19", "z̷̢̛a̴l̶g̵o̸"),
    Case("P20", "👩‍👩‍👧‍👦 👍🏽"),
    Case("P21", "https://münchen.example/", html='href="https://xn--mnchen-3ya.example/"'),
    Case("P27", "¯\\_(ツ)_/¯"),
)
REPORTED: Final = (  # about other chats: docs/test-lists/review-conversation-bugs.md
    Case("zulip-13896", "[:alien: Aliens!](https://example.org)", "👽 Aliens!", ">👽 Aliens!</a>"),
    Case("zulip-36087", "[**bold** text](https://example.org)", "bold text", "><strong>bold</strong> text</a>"),
    Case("zulip-34547", "[a](https://x.org/as'd/2-(3-2)-3/a) b", "a b", 'href="https://x.org/as\'d/2-(3-2)-3/a"'),
    Case("zulip-12579", "https://x.org/topic.(in.name/753", html='href="https://x.org/topic.(in.name/753"'),
    Case("rocketchat-27484", "[google_search](https://example.org)", "google_search", ">google_search</a>"),
    Case("rocketchat-26799", "10:20:30 10:100:30 00:ba:11:us:22 1:00:x"),
    Case("rocketchat-32577", "**text:** *bold :)*", "text: bold :)", "<strong>text:</strong> <em>bold :)</em>"),
    Case(
        "markdown-it-emoji-4", "https://x.org/:x:/r http://y.org/Special:Preferences", html=">https://x.org/:x:/r</a>"
    ),
    Case("mattermost-20993", "- See\n  | a |\n  |---|\n  | 1 |\n- b", "• See\n  a | \n  1 | \n• b", "<td>1</td>"),
    Case(
        "mattermost-34369", "| a | b |\n|---|---|\n| 1 |  |\n\nend", "a | b | \n1 |  | \n\nend", "<td>1</td>\n<td></td>"
    ),
    Case("mattermost-mobile-7218", "| a |\n|---|\n| :tada: |", "a | \n🎉 | ", "<td>🎉</td>"),
)
CASES: Final = (
    *(*VANISHES, *FENCES, *WHITE_SPACE, *LAZY, *NO_QUOTES, *CHARACTERS, *EMPHASIS, *NUMBERS, *LINKS),
    *(*ONE_ODD_PART, *TABLES, *TASKS, *HEADINGS, *PASSED_BEFORE, *REPORTED),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_is_typed_is_seen(case: Case) -> None:
    html = render(case.typed)
    if case.id not in {"I1-quotes", "I1-deep"}:  # how they are seen is another test's
        assert as_read(html) == (case.typed if case.seen is None else case.seen).rstrip("\n")
    assert case.html in html


def test_what_is_nested_too_deep_is_text_in_the_deepest_list() -> None:
    nested = "\n".join(f"{'  ' * level}- level{level}" for level in range(20))
    seen = as_read(render(nested))
    assert [f"level{level}" in seen for level in range(20)] == [True] * 20
    assert seen.count("•") == 8
    assert "- level19" in seen


def test_quotes_nested_too_deep_keep_their_marks() -> None:
    assert as_read(render("> " * 40 + "x")) == "│ " * 16 + "> " * 24 + "x"


@pytest.mark.parametrize("tokens", [[], [Token("text", "", 0, content=" ")], [Token("text", "", 0, content="Hell")]])
def test_what_would_not_be_seen_is_shown_as_typed(tokens: list[Token]) -> None:
    inline = Token("inline", "", 0, content="Hello", children=tokens)
    show_unseen(StateCore("", PARSER, {}, [inline]))
    assert [token.content for token in inline.children or []] == ["Hello"]


def test_a_text_led_to_and_shortcodes_count_as_seen() -> None:
    children = PARSER.parseInline("[a](https://example.org)")[0].children or []
    inline = Token("inline", "", 0, content=":a: [a](https://example.org)", children=[*children])
    show_unseen(StateCore("", PARSER, {}, [inline]))
    assert inline.children == children
