"""What each thing costs: calibrated on this machine, or recorded on another and scaled to this one."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

RECORDED = Path(__file__).parent / "recorded.json"


@dataclass(frozen=True, slots=True)
class Costs:
    """µs of CPU unless the name says otherwise. ``…_postgresql``: of PostgreSQL's instead of the process's."""

    # calibrated
    encode: float
    decode: float
    event_bytes: float
    broker_send: float  # an event on its way to Redis
    broker_receive: float  # an event from Redis, the process's own included
    redis_publish: float
    redis_deliver: float  # for each process that subscribes
    subscribe: float  # to something new, and for each topic subscribed to already
    subscribe_for_each_topic: float
    frame: float  # a message rendered and encoded, once for all pages
    page_write: float  # a frame on a page's socket
    frame_bytes: float
    # recorded
    page_mb: float
    idle_page_s: float
    idle_postgresql_page_s: float
    open: float
    open_postgresql: float
    switch: float
    switch_postgresql: float
    post: float
    post_postgresql: float
    seen: float  # a message on a page that shows its room: frame, news, mark, acknowledgement
    unseen: float  # a message on a page that only lists its room
    presence: float  # somebody's presence, on any page
    mark_transaction_ms: float
    mark_row_ms: float
    mark_row_postgresql: float
    posts_per_s_one_room: float
    posts_per_s_16_rooms: float

    @classmethod
    def of(cls, calibrated: dict[str, float], path: Path = RECORDED) -> Self:
        """Put both together; what was recorded takes as much longer here as what was calibrated.

        Raises:
            ValueError: the record lacks something.
        """
        record = json.loads(path.read_text())
        slower = slowness(calibrated, path)
        names = [field.name for field in fields(cls)]
        if missing := [name for name in names if name not in calibrated and name not in record["costs"]]:
            raise ValueError(f"{path} has no {missing[0]}; python -m benchmarks.scaling.measure records it.")
        recorded = {
            name: value * slower if _is_time(name) else value / slower if name.startswith("posts_per_s") else value
            for name, value in record["costs"].items()
        }
        return cls(**{name: calibrated.get(name, recorded.get(name, 0.0)) for name in names})


def slowness(calibrated: dict[str, float], path: Path = RECORDED) -> float:
    """Return how many times as long as on the recorded machine everything takes on this one."""
    return pace_of(calibrated) / float(json.loads(path.read_text())["pace"])


def pace_of(calibrated: dict[str, float]) -> float:
    """Return how long a bit of everything took, in µs: less is a faster machine."""
    return sum(calibrated[name] for name in ("encode", "decode", "frame", "page_write"))


def _is_time(name: str) -> bool:
    return not name.startswith("posts_per_s") and name != "page_mb"
