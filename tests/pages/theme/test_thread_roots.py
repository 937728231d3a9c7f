"""A thread's root shows a message's body as its row does: what styles and scripts do for rows, they do for roots."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from chatapp.events import Attachment
from pages.room.thread.thread_root import root_html
from pages.theme import CSS
from tests.support.browser.rendered_rooms import message

LONG: Final = "```\ncode\n```\n@ann\n" + "line\n" * 40
ADDED: Final = {"excerpt"}  # by a script
FOR_ROWS_ALONE: Final = re.compile(r"\.msg (?:\.body )?(?:a|pre)?\.([\w-]+)")


def test_what_is_in_a_message_is_styled_and_pressed_in_a_threads_root_as_well() -> None:
    files = (
        Attachment(UUID(int=7), "a.txt", 5, "text/plain"),
        Attachment(UUID(int=8), "a.png", 5, "image/png", 9, 9, 9),
    )
    one = replace(message(1, body=LONG), attachments=files)
    edited = root_html(replace(one, edited_at=one.created_at), {})
    assert '<span class="edited">(edited)</span>' in edited  # what it said before is in its row
    classes = " ".join(re.findall(r'class="([^"]*)"', edited.partition("</div>")[2]))
    held = ADDED | set(classes.split()) - {"body"}
    assert held >= {"unfold", "copy", "lines", "picture"}
    scripts = "".join(path.read_text() for path in Path("pages/browser/messages").glob("*.js"))
    reading = Path("pages/theme/per_reader/own_marks.css").read_text()
    assert held & set(FOR_ROWS_ALONE.findall(CSS + scripts + reading)) == set()
