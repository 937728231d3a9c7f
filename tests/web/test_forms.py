"""A form is read a slice at a time, and no faster than its sender pays for it; what it holds is what was sent."""

from collections.abc import Iterator

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from benchmarks.attacks.hostile import BOUNDARY, form
from chatapp.web.forms import SLICE, SlicedRequest

CHUNK = 256 * 1024  # bytes that arrive at once


class Parser:
    """What Starlette's parser has been given, between two waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from python_multipart import MultipartParser

        self.sizes = [0]
        write = MultipartParser.write

        def counted(parser: MultipartParser, data: bytes) -> int:
            self.sizes[-1] += len(data)
            return write(parser, data)

        monkeypatch.setattr(MultipartParser, "write", counted)

    async def until_paid(self) -> None:
        """Note that the parser had to wait."""
        self.sizes.append(0)


async def test_a_form_is_parsed_a_slice_at_a_time_and_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    parser, content = Parser(monkeypatch), form()
    arriving: Iterator[bytes] = iter([content[start : start + CHUNK] for start in range(0, len(content), CHUNK)])

    async def receive() -> Message:
        body = next(arriving, b"")
        return {"type": "http.request", "body": body, "more_body": bool(body)}

    kind = f"multipart/form-data; boundary={BOUNDARY}".encode()
    request = Request({"type": "http", "headers": [(b"content-type", kind)]}, receive)
    async with SlicedRequest(request, parser.until_paid).form() as given:
        file = given["file"]
        assert isinstance(file, UploadFile)
        assert await file.read() == content[content.index(b"\r\n\r\n") + 4 : content.rindex(b"\r\n--")]
    assert sum(parser.sizes) == len(content)
    assert max(parser.sizes) <= SLICE
    assert len(parser.sizes) >= len(content) // SLICE
