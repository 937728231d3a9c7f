"""Countries: known by code, sorted by name."""

import pytest

from chatapp.accounts.countries import NAMES, country
from chatapp.errors import Invalid


def test_countries_are_sorted_as_a_reader_looks_them_up() -> None:
    names = list(NAMES.values())
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert names[-1] == "Zimbabwe"


def test_the_name_people_use_wins_over_the_formal_one() -> None:
    assert NAMES["BO"] == "Bolivia"


@pytest.mark.parametrize(("typed", "kept"), [("CH", "CH"), (" ch ", "CH"), ("", ""), ("  ", "")])
def test_a_country_is_kept_as_its_code_in_capitals(typed: str, kept: str) -> None:
    assert country(typed, "country") == kept


@pytest.mark.parametrize("typed", ["ZZ", "CHE", "Switzerland", "C", "ß"])
def test_what_is_no_country_is_told_beside_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        country(typed, "country")
    assert list(refused.value.fields) == ["country"]
