"""Who may see and join: rules of the models, without a database."""

import pytest

from models import Account, Membership, Room, Visibility

MEMBER = Membership(room_id=1, account_id=1)


def a_room(visibility: Visibility) -> Room:
    return Room(name="Lab", name_key="lab", visibility=visibility, created_by_id=1)


@pytest.mark.parametrize(
    ("visibility", "membership", "can_be_seen", "can_be_joined"),
    [
        (Visibility.PUBLIC, None, True, True),
        (Visibility.PUBLIC, MEMBER, True, False),
        (Visibility.PRIVATE, None, False, False),
        (Visibility.PRIVATE, MEMBER, True, False),
    ],
)
def test_a_private_room_is_for_its_members_alone(
    visibility: Visibility, membership: Membership | None, can_be_seen: bool, can_be_joined: bool
) -> None:
    room = a_room(visibility)
    assert room.can_be_seen_by(membership) is can_be_seen
    assert room.can_be_joined_by(membership) is can_be_joined


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Ada", "Lovelace", "Ada Lovelace"),
        ("Ada", "", "Ada"),
        ("", "L", "L"),
        ("", "", "ada"),
    ],
)
def test_a_person_is_never_without_a_name(first: str, last: str, shown: str) -> None:
    account = Account(
        username="ada",
        username_key="ada",
        email="",
        email_key="",
        password_hash="",
        first_name=first,
        last_name=last,
    )
    assert account.name == shown
