"""How a run of the tests is made: workers, what it leaves behind, time, and how long one waits."""
