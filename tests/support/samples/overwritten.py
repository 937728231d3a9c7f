"""Files as they are kept: overwritten while they pass, and where they are. Both ways must come to the same."""

from io import BytesIO

from chatapp.pictures import metadata
from chatapp.pictures.overwriting import overwrite, overwritten


def kept(content: bytes, chunk: int = 1 << 20) -> bytes:
    """Return a file as it is kept after it has come in chunks of so many bytes, or in the folder."""
    places = metadata.private_places(lambda start, end: content[start:end], len(content))
    passed = b"".join(overwritten((content[at : at + chunk] for at in range(0, len(content), chunk)), places))
    file = BytesIO(content)
    overwrite(file, places, len(content))
    assert file.getvalue() == passed
    assert len(passed) == len(content)
    return passed
