"""Limits of fields as the document tells them. The services check them, on the trimmed text, with better sentences."""

from typing import Final

from pydantic.config import JsonDict

from chatapp.accounts import names
from chatapp.accounts.profiles import BIO_LIMIT
from chatapp.accounts.statuses import WORDS_LIMIT
from chatapp.authentication import passwords, tokens
from chatapp.rooms import lifecycle
from chatapp.rooms.passwords import SHORTEST
from chatapp.text import BODY_LIMIT, EMOJI_LIMIT, KEY_LIMIT, OTHER_DRAFT_LIMIT

USERNAME: Final[JsonDict] = {"minLength": names.SHORTEST_USERNAME, "maxLength": names.LONGEST_USERNAME}
EMAIL: Final[JsonDict] = {"minLength": 3, "maxLength": names.LONGEST_EMAIL, "pattern": "@"}
PERSON_NAME: Final[JsonDict] = {"maxLength": names.LONGEST_NAME}
COUNTRY: Final[JsonDict] = {"pattern": "^([A-Z]{2})?$"}
BIO: Final[JsonDict] = {"maxLength": BIO_LIMIT}
STATUS: Final[JsonDict] = {"maxLength": WORDS_LIMIT}
NEW_PASSWORD: Final[JsonDict] = {"minLength": passwords.SHORTEST, "maxLength": passwords.LONGEST}
TOKEN_NAME: Final[JsonDict] = {"maxLength": tokens.LONGEST_NAME}
ROOM_NAME: Final[JsonDict] = {"minLength": 1, "maxLength": lifecycle.NAME_LIMIT}
ROOM_DESCRIPTION: Final[JsonDict] = {"maxLength": lifecycle.DESCRIPTION_LIMIT}
ROOM_PASSWORD: Final[JsonDict] = {"pattern": f"^([\\s\\S]{{{SHORTEST},{passwords.LONGEST}}})?$"}
BODY: Final[JsonDict] = {"maxLength": BODY_LIMIT}
DRAFT: Final[JsonDict] = {"maxLength": BODY_LIMIT}
OTHER_DRAFT: Final[JsonDict] = {"maxLength": OTHER_DRAFT_LIMIT}
EMOJI: Final[JsonDict] = {"minLength": 1, "maxLength": EMOJI_LIMIT}
CLIENT_MESSAGE_ID: Final[JsonDict] = {"pattern": f"^[!-~]([ -~]{{0,{KEY_LIMIT - 2}}}[!-~])?$"}
