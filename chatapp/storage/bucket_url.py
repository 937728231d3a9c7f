"""A bucket for files as one URL: ``s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://HOST&region=REGION``."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

REGION: Final = "us-east-1"  # what services of one's own call theirs
PARAMETERS: Final = {"endpoint", "region"}
WRONG: Final = (
    "must be empty or s3://BUCKET?endpoint=https://HOST&region=REGION; in KEY:SECRET@ before the bucket write "
    "%2F %3F %23 %40 %3A %25 for / ? # @ : %"
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where files are. Without ``endpoint`` it is Amazon's; without ``key`` the environment has it."""

    name: str
    prefix: str
    region: str
    endpoint: str
    key: str
    secret: str = field(repr=False)


def parse(url: str) -> Bucket:
    """Read the URL.

    Raises:
        ValueError: it is none. What it says holds nothing of the URL, whose secret it would tell.
    """
    try:
        found = urlsplit(url)
        query = dict(parse_qsl(found.query, strict_parsing=bool(found.query)))
        is_one = _names_a_bucket(found) and query.keys() <= PARAMETERS and _is_endpoint(query.get("endpoint"))
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError(WRONG)
    return Bucket(
        name=found.hostname or "",
        prefix=found.path.strip("/"),
        region=query.get("region", REGION),
        endpoint=query.get("endpoint", ""),
        key=unquote(found.username or ""),
        secret=unquote(found.password or ""),
    )


def _names_a_bucket(url: SplitResult) -> bool:
    has_both = bool(url.username) == bool(url.password)
    return url.scheme == "s3" and bool(url.hostname) and url.port is None and has_both and not url.fragment


def _is_endpoint(address: str | None) -> bool:
    if address is None:
        return True
    found = urlsplit(address)
    return found.scheme in ("http", "https") and bool(found.hostname) and not found.username
