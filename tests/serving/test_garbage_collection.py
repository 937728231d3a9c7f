"""Garbage is looked for in small steps, which nobody notices."""

import subprocess
import sys

SCRIPT = """
import gc
from chatapp.serving.garbage_collection import NEW, YOUNG, collect_in_steps

generations = []
gc.callbacks.append(lambda phase, told: generations.append(told["generation"]) if phase == "stop" else None)
collect_in_steps()
collect_in_steps()  # twice is once
before, kept = gc.get_freeze_count(), []
del generations[:]
while gc.get_freeze_count() == before:
    kept.append([])
assert set(generations) == {0, 1}, generations
assert generations.count(0) >= YOUNG
assert len(kept) < 2 * NEW * (YOUNG + 2)
assert len(gc.get_objects()) < NEW  # what survives is no longer looked at

class Cycle:
    alive = 0
    def __init__(self):
        self.itself = self
        Cycle.alive += 1
    def __del__(self):
        Cycle.alive -= 1

for _ in range(2 * NEW * (YOUNG + 2)):
    Cycle()
assert Cycle.alive < NEW * (YOUNG + 2)
"""


def test_survivors_are_set_aside_after_two_looks_and_cycles_that_die_young_are_found() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
