"""Garbage is looked for in small steps, which nobody notices, and everywhere once the process has grown."""

import subprocess
import sys

SCRIPT = """
import gc
from chatapp.serving.garbage_collection import GROWTH, NEW, YOUNG, WholeLooks, collect_in_steps, resident

generations = []
gc.callbacks.append(lambda phase, told: generations.append(told["generation"]) if phase == "stop" else None)
collect_in_steps()
collect_in_steps()  # twice is once
kept = []
del generations[:]
while 1 not in generations:
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

gc.unfreeze()
gc.collect()
old = [Cycle() for _ in range(10)]
del generations[:]
while 1 not in generations:
    kept.append([])
del old
gc.collect()
assert Cycle.alive == 10
used = [100, 100 * GROWTH, 100 * GROWTH + 1, 120, 120 * GROWTH]
looks = WholeLooks(lambda: used.pop(0))
looks.look_if_grown()
assert Cycle.alive == 10
looks.look_if_grown()
assert Cycle.alive == 0
assert len(gc.get_objects()) < NEW
looks.look_if_grown()
assert used == []
assert resident() > 10_000_000
"""


def test_survivors_are_set_aside_after_two_looks_and_found_once_the_process_has_grown() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
