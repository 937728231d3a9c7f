"""Python's garbage collector in small steps: nobody waits for it, however many pages are open.

What a page or a request held goes by reference counting; the collector is there for the few objects that hold each
other. Those that die young it finds in the young generations. A collection of the oldest generation would look at
everything that lives, some thousand objects for each open page, so what survives one is set aside (frozen) and never
looked at again: each looks only at what has come since the last.
"""

import gc

NEW = 2_000  # objects until the youngest are looked at
YOUNG, OLD = 3, 1  # such collections until the next older generation is looked at as well: some 20,000 objects, 15 ms


def collect_in_steps() -> None:
    """Set aside what is there, and from now on what survives. Call once, when the process is ready to serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW, YOUNG, OLD)
    if _set_survivors_aside not in gc.callbacks:
        gc.callbacks.append(_set_survivors_aside)


def _set_survivors_aside(phase: str, collection: dict[str, int]) -> None:
    if phase == "stop" and collection["generation"] == 2:
        gc.freeze()
