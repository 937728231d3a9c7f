"""JPEG files looked at without decoding: scans are counted, metadata is told from the picture."""

import pytest
from PIL import Image

from chatapp.errors import Invalid
from chatapp.pictures import drawing, jpeg
from chatapp.pictures.limits import MOST_SCANS, TOO_COSTLY
from tests.support.samples.pictures import BLUE, RED, opened, progressive, saved, stripes

SCAN = b"\xff\xda"


@pytest.mark.parametrize(("options", "scans"), [({}, 1), ({"progressive": True}, 10), ({"restart_marker_rows": 1}, 1)])
def test_scans_are_counted(options: dict[str, object], scans: int) -> None:
    assert jpeg.scans(saved(stripes(RED, BLUE, width=900, height=600), "JPEG", **options)) == scans


def test_what_looks_like_a_scan_and_is_none_does_not_count() -> None:
    hidden = SCAN * 500
    content = saved(stripes(RED, BLUE), "JPEG", comment=hidden, icc_profile=hidden, exif=b"Exif\0\0" + hidden)
    assert content.count(SCAN) > 1500
    assert jpeg.scans(content) == 1
    assert jpeg.scans(content + hidden) == 1, "what follows the image: a film, a second picture"
    opened(drawing.draw(content + hidden))


@pytest.mark.parametrize("fill", [b"", b"\xff\xff\xff"])
def test_a_picture_of_too_many_scans_is_refused_before_it_is_decoded(
    fill: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_anyway(*_: object, **__: object) -> None:
        raise AssertionError("it is opened")

    assert jpeg.scans(progressive(MOST_SCANS, fill)) == MOST_SCANS
    opened(drawing.draw(progressive(MOST_SCANS, fill)))
    monkeypatch.setattr(Image, "open", open_anyway)
    for scans in (MOST_SCANS + 1, 5_000):
        with pytest.raises(Invalid) as refused:
            drawing.draw(progressive(scans, fill))
        assert refused.value.fields == {"avatar": TOO_COSTLY}


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xe0\xff\xff"]
)
def test_a_file_that_ends_early_is_no_error(content: bytes) -> None:
    assert jpeg.scans(content) <= 1
    assert jpeg.without_metadata(content) in (content, content[:2])


def test_metadata_goes_and_the_picture_stays() -> None:
    plain = saved(stripes(RED, BLUE), "JPEG")
    with_metadata = saved(stripes(RED, BLUE), "JPEG", comment=b"a secret", icc_profile=b"a secret", xmp=b"a secret")
    assert b"secret" not in jpeg.without_metadata(with_metadata)
    assert jpeg.without_metadata(with_metadata) == jpeg.without_metadata(plain)
    kept = jpeg.without_metadata(with_metadata, jpeg.USEFUL)
    assert (kept.count(b"secret"), kept.count(b"ICC_PROFILE")) == (1, 1)
