"""Texts built to make rendering slow: patterns, each of which can be made any length.

`benchmarks/markup.py` measures them all; `tests/messages/markup/test_markup_properties.py` bounds their cost.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

from chatapp.messages.markup import HIGHLIGHT_LIMIT, LANGUAGES

Build = Callable[[int], str]  # makes a pattern of at most so many characters

SPACE, LINE_END, TAB = "␠", "⏎", "⇥"
UNITS: Final = """
* ** *** _ __ ~ ~~ ` `` [ ] ( ) ! > < | : # & \\ ⏎ ⇥ ␠ - + = . / @ % { } $ ^ \" ' , ; ? *a a* *a*
**a a** **a** *a␠ a*␠ *a␠**b␠ *_ _* *_*_␠ _a_␠ _a␠ a_␠ ~~a ~~a~~␠ *~ ~*_` *a_␠ **a* **a␠*b*␠c**␠
***a***␠ *a**b* a**b*c␠ é* 。**「 *⏎ **a⏎ ~~⏎ _a⏎ x*y_z~~␠ *␠* **␠** 漢**字 **漢** `a `a` ``a` `a`` `␠ `⏎
`a⏎ `* `[ `a`␠`b``␠ ``` ```⏎ ```a⏎ ~~~⏎ ```a``` ```⏎a⏎```⏎ ````⏎```⏎ a```⏎ ~~~a⏎```⏎ ```python⏎
```␠a⏎ ```a␠b⏎ a⏎```␠b⏎ ```⏎```␠a⏎ ```a⏎b```␠c⏎ a```␠b⏎ ~~~␠a⏎
```js⏎x⏎```⏎ >␠```⏎ -␠```⏎ ``␠`␠`` ``⏎` [] []( [a]( [a](b [a](b) [a](b␠ [a](< [a](<b [a](<b>)
[a](b␠\" [a](b␠' [a](b␠( [a](http://a [a](http://a) [a](http://a␠ [a](http://a( [a](https://é
[a](https://é\u200b [[ ]] [[a] [a]] [a[b](http://c) [` [`](http://a) [*a](http://b)* ![ ![a]( [^
[a]:␠b⏎ [a][ [a][b] [␠](http://a) [a.bc](http://d.e) [http://a](http://b) (]( ]( [[]( [**](http://a)
[\u202e](http://a) [x](mailto:a@b) [x](mailto:? http:// https:// http://a http://a␠ http://a.
http://a/ http://a/␠ http://a/( http://a/) http://a/[( http://a/' 'http://a/ http://a/, http://a/;
http://a; http://a/&amp; http://a@ http://a:1 http://a:99999 http://[ http://[::1] http://[::1
http://[1: http://é http://é. http://\u200b http://a/é http://a/。 http://a/🎉 http://a/~~ http://a/**
http://a/_ _http://a/_␠ http://a_ http://- http://xn-- http://xn--a␠ http://1.1␠ http://a% http:
https: hhttp://a +http://a mailto: mailto:a mailto:a@ mailto:a@b␠ mailto:a@b?c= mailto:?a=b␠
mailto:mailto:a@b a@b.c␠ www.a.b␠ a.b/c␠ //a.b␠ ftp://a.b␠ javascript:a␠ http://a\u202e
\u202ehttp://a␠ http://a'b'␠ :: :a :a: :a:: :tada: :tada:␠ :+ :␠ :-1: :1: a:
:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa :a⏎ ::a::␠ >␠ > >␠⏎ >␠a⏎ >a⏎ >␠>␠
>> >␠-␠ -␠>␠ -␠ -⏎ -␠a⏎ -␠a⏎⏎ ␠␠-␠a⏎ -␠-␠ +␠ +␠a⏎ *␠a⏎ 1.␠ 1.␠a⏎ 1)␠a⏎ 1.⏎ 9.␠a⏎ -␠a⏎1.␠b⏎ -␠a⏎␠␠b⏎
-␠a⏎b⏎ -␠a⏎⏎␠␠b⏎ -␠[␠]␠ -␠[␠]␠a⏎ -␠[x]␠a⏎ #␠ #␠a⏎ ##␠a⏎ #⏎ a⏎=⏎ a⏎-⏎ ---⏎ ***⏎ -␠-␠-⏎ a⏎ a⏎⏎ ⏎⏎⏎ ␠a⏎
␠␠␠␠a⏎ ⇥a⏎ a␠␠⏎ ␠␠⏎ a\\⏎ \u3000⏎ >␠a⏎⏎ >␠a⏎b⏎ 1.␠-␠>␠ |a |a|⏎ |- |-|⏎ |a|⏎|-|⏎ |a|b|⏎|-|-|⏎|c|d|⏎
a|b⏎-|-⏎ |:-: || |⏎ |` |␠\\|␠ -| -|⏎ :-| |a|⏎|-|⏎|b|⏎⏎ <a> <a␠ </a> <!-- --> <![CDATA[ <? &amp; &#1;
&a <a␠href= << >< <http://a> é 漢 🎉 👩\u200d👩\u200d👧\u200d👦 \u0301 a\u0301 \u200d \u202e \u202a
\u2066a \u200b \u3164 \ufe0f 𝒳 ﷺ \u00a0 \u202e* é* 👩\u200d👩\u200d👧\u200d👦* (╯°□°)╯␠ \ufeff⏎ a\u2028
\u0085 \u000c *_`[~> *[a](b)_␠ `*`_`~` -␠*a⏎ >␠*a⏎ [* *[ ~~[a](http://b)~~␠ **http://a**␠ |*a*|`b`⏎
a:b*c_d`e[f](g␠ -␠>␠1.␠*a*␠`b`⏎ http://a␠*b*␠`c`␠:d:␠ &<>\"' @#$%^&*()_+{}|:<>?~`-=[];',./
"""  # each is repeated
GROWING: Final = "` * _ ~ [ : > ( -␠ >␠ http://a/( |"  # each run is one longer than the last
INDENTED: Final = "-␠a 1.␠a >␠a -␠>␠a + ``` *␠a"  # each line is indented further than the last
NESTED: Final = """
[…] […](http://a) (…) *a…a* **a␠…␠a** ~~a␠…~~ [a](http://b…) `…` *_…_* http://a/(…) [*…*](http://a) >␠… -␠… [`…`]
[a](http://b(…\") [a](https://é(…\u200b) http://a/…) ([…])
"""  # the first half as often as the second
HALVES: Final = """
*a␠…␠a* […](http://a) **a␠…a**␠ `a␠…``b␠ -␠…a⏎ >␠…⏎ [a␠…](b _a␠…*b␠ (…) http://a/…( ~~a␠…~~␠ |a…⏎|- *…a* ␠…-␠a⏎
"""  # the first repeated to the middle, the second to the end
CODES: Final = """
a \" ''' {{ <a␠ /* ( $( \\\\ # -␠ x:␠ <!-- >>>␠ 0x @ \"\\ +⏎ r' ( { [ ${ <!␠ --␠
"""


def _words(text: str) -> list[str]:
    """Return the units of a text, with the white space that they stand for."""
    words = [word for line in text.split("\n") for word in line.split(" ") if word]
    return [word.replace(SPACE, " ").replace(LINE_END, "\n").replace(TAB, "\t") for word in words]


def _repeated(unit: str) -> Build:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _growing(mark: str, between: str) -> Build:
    return lambda size: between.join(mark * length for length in range(1, int((2 * size / len(mark)) ** 0.5)))[:size]


def _indented(item: str, step: int) -> Build:
    def build(size: int) -> str:
        lines, left = [], size
        for level in count():
            line = " " * step * level + item
            if (left := left - len(line) - 1) < 0:
                break
            lines.append(line)
        return "\n".join(lines)

    return build


def _nested(opening: str, closing: str) -> Build:
    def build(size: int) -> str:
        times = size // len(opening + closing)
        return (opening * times + "x" + closing * times)[:size]

    return build


def _halves(first: str, second: str) -> Build:
    return lambda size: _repeated(first)(size // 2) + _repeated(second)(size - size // 2)


def _fenced(language: str, code: str) -> Build:
    """Return a block of code, of which as much as is highlighted; the rest of the text are lines."""

    def build(size: int) -> str:
        block = f"```{language}\n{_repeated(code)(min(size - 20, HIGHLIGHT_LIMIT - 1))}\n```\n"
        return block + _repeated("a\n")(size - len(block))

    return build


def _fences(language: str, code: str) -> Build:
    return lambda size: (f"```{language}\n{_repeated(code)(100)}\n```\n" * size)[:size]


def _table(columns: int) -> Build:
    row = "|a" * columns + "|\n"
    return lambda size: (row + "|-" * columns + "|\n" + row * size)[:size]


def _patterns() -> Iterator[tuple[str, Build]]:
    for unit in _words(UNITS):
        yield repr(unit), _repeated(unit)
    for mark in _words(GROWING):
        for between in (" ", "a", "\n"):
            yield f"{mark!r} growing, {between!r} between", _growing(mark, between)
    for item in _words(INDENTED):
        for step in (1, 2, 3, 4):
            yield f"{item!r} indented by {step}", _indented(item, step)
    for name, texts, build in (("nested", NESTED, _nested), ("halves", HALVES, _halves)):
        for pair in _words(texts):
            yield f"{name} {pair!r}", build(*pair.split("…"))
    for columns in (2, 30, 300):
        yield f"table of {columns} columns", _table(columns)


def _codes() -> Iterator[tuple[str, Build]]:
    for language in sorted(set(LANGUAGES.values())):
        for code in _words(CODES):
            yield f"{language} {code!r}", _fenced(language, code)
        yield f"{language} in many blocks", _fences(language, "a=1;")


PATTERNS: Final = dict(_patterns())
CODE_PATTERNS: Final = dict(_codes())  # highlighted
