"""How easily a password is guessed: zxcvbn, with bounds on its work.

zxcvbn tries every way to read signs as letters (4 as a, $ as s). A password that is made of such signs has hundreds of
readings, each with a dictionary search of its own: 72 characters took it 6 s of CPU. So at most 32 characters are
judged, and signs are read in few ways.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from zxcvbn import matching, zxcvbn

JUDGED: Final = 32  # characters: half of them from the beginning, half from the end
READINGS: Final = 8  # of signs as letters
WEAKEST_SCORE: Final = 2  # of 0–4: "somewhat guessable: protection from unthrottled online attacks"

_all_readings = matching.enumerate_l33t_subs


def weakness(password: str, own_words: Sequence[str]) -> str:
    """Return why a password is easily guessed, and what would help; empty if it is not. Blocks for milliseconds.

    Call it in one thread at a time: zxcvbn keeps ``own_words`` in a module global.
    """
    verdict = zxcvbn(_judged(password), user_inputs=own_words)
    if verdict["score"] >= WEAKEST_SCORE:
        return ""
    feedback = verdict["feedback"]
    sentences = [feedback["warning"] or "This is easy to guess", *feedback["suggestions"][:1]]
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def _judged(password: str) -> str:
    """Return what is judged of a password. Leaving characters out never makes it look stronger."""
    half = JUDGED // 2
    return password if len(password) <= JUDGED else password[:half] + password[-half:]


def _few_readings(signs: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return some of the ways to read signs as letters. ``signs``: letter → the signs in the password that may mean it.

    Words with a few signs keep all their readings; a password of nothing but signs loses most.
    """
    kept, readings = {}, 1
    for letter, meaning in signs.items():
        kept[letter] = list(meaning[: max(1, READINGS // readings)])
        readings *= len(kept[letter])
    found: list[dict[str, str]] = _all_readings(kept)
    return found


matching.enumerate_l33t_subs = _few_readings  # it has no parameter for this
