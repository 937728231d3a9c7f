"""Callbacks that do not keep their owner."""

import weakref

from chatapp.callbacks import Ending, weakly, weakly_awaited


class Owner:
    """Somebody whose part calls back."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.call, self.ask = weakly(self.hear), weakly_awaited(self.hear_out)

    def hear(self, word: str) -> None:
        self.heard.append(word)

    async def hear_out(self, word: str, *, times: int = 1) -> None:
        self.heard += [word] * times


def test_what_ends_a_listener_takes_it_out_once() -> None:
    heard = ["a", "b", "a"]
    Ending(heard, "b")()
    assert heard == ["a", "a"]
    Ending(heard, "a")()
    assert heard == ["a"]


async def test_a_part_calls_its_owner_but_does_not_keep_it() -> None:
    owner = Owner()
    call, ask, kept = owner.call, owner.ask, weakref.ref(owner)
    call("a")
    await ask("b", times=2)
    assert owner.heard == ["a", "b", "b"]
    del owner
    assert kept() is None  # by reference counting alone
    call("c")
    await ask("d")
