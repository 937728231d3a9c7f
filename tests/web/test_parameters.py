"""Ids and numbers in an address: what is garbled is answered like what does not exist."""

from uuid import UUID

import pytest

from chatapp.errors import NotFound
from chatapp.web.parameters import LARGEST, number_of, uuid_of

ADA = UUID("5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c")


def test_a_uuid_is_read() -> None:
    assert uuid_of(str(ADA)) == ADA


@pytest.mark.parametrize("given", ["", "x", "5f0c9b1e", f"{ADA}0", "\0", "７" * 32 + "x"])
def test_what_is_no_uuid_does_not_exist(given: str) -> None:
    with pytest.raises(NotFound):
        uuid_of(given)


@pytest.mark.parametrize(
    ("given", "number"), [("0", 0), ("7", 7), ("007", 7), ("0" * 5000, 0), (str(LARGEST), LARGEST)]
)
def test_a_number_is_read(given: str, number: int) -> None:
    assert number_of(given) == number


@pytest.mark.parametrize("given", ["", "-1", "+1", "1.0", "1e3", "٣", "x", str(LARGEST + 1), "9" * 5000])
def test_what_is_no_number_does_not_exist(given: str) -> None:
    with pytest.raises(NotFound):
        number_of(given)
