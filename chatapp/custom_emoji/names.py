"""What a custom emoji may be called: nothing that people type for something else."""

from typing import Final

from chatapp.errors import Invalid
from chatapp.messages.markup.custom_emoji import NAME
from chatapp.messages.markup.shortcodes import emoji_named

RULE: Final = "Use 2 to 32 letters a–z, digits, - and _. Begin with a letter."


def clean_name(value: str, field: str = "name") -> str:
    """Return a name fit to store: lower case, without the colons around it.

    Raises:
        Invalid: it is empty, has other characters, or is the name of a standard emoji.
    """
    name = value.strip().removeprefix(":").removesuffix(":").lower()
    if not name:
        raise Invalid({field: "Enter a name."})
    if not NAME.fullmatch(name):
        raise Invalid({field: RULE})
    if symbol := emoji_named(f":{name}:"):
        raise Invalid({field: f":{name}: is {symbol} already. Choose another name."})
    return name
