"""Where a file that is not drawn again tells of places, times and devices: by what it is, as its first bytes say."""

from chatapp.pictures import films, flac, heif, id3, matroska, ogg, riff, tiff
from chatapp.pictures.overwriting import Place, Read

HEAD = 16  # bytes to look at
PHOTO = (b"heic", b"heix", b"mif1", b"msf1")  # made of boxes, as films are


def private_places(read: Read, size: int) -> list[Place]:
    """Return what to overwrite in a film, a sound or a photo, as far as it can be read. Blocks."""
    head = read(0, HEAD)
    if head[4:8] == films.START:
        if head[8:12] in PHOTO:
            return heif.private_places(read(0, heif.HEAD))
        return films.private_places(read, size)
    if head.startswith(matroska.START):
        return matroska.private_places(read, size)
    if head.startswith(riff.START):
        return riff.private_places(read, size)
    if head.startswith(ogg.START):
        return ogg.private_places(read)
    if head.startswith(flac.START):
        return flac.private_places(read)
    if head[:4] in tiff.STARTS:
        return tiff.private_places(read)
    is_mpeg = head.startswith(id3.START) or head[:1] == b"\xff"
    return id3.private_places(read, size) if is_mpeg else []
