"""Files that want to be something else: scripts under other names, two things in one, bombs, names that lead away."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.pictures.test_drawing import png
from tests.support.samples.pictures import SVG, progressive, saved

HTML = b"<!doctype html><script>document.title = 'hacked'</script>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


def a_zip(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Yield forty names and contents."""
    image = Image.new("RGB", (64, 48), "teal")
    pictures = {kind: saved(image, kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF")}
    for suffix in ("png", "jpg", "gif", "webp", "mp4", "txt", "html", "xhtml", "svgz"):
        yield f"page.{suffix}", HTML
    for name in ("logo.svg", "logo.png", "logo.xml"):
        yield name, SVG
    for kind, content in pictures.items():
        yield f"two-in-one-{kind}.html", content + HTML
    yield "comment.gif", b"GIF89a" + pictures["GIF"][6:-1] + b"\x21\xfe" + bytes([len(HTML)]) + HTML + b"\0;"
    yield "gifar.gif", pictures["GIF"] + a_zip("evil.class", HTML)
    yield "script.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
    yield "text.png", png(8, 8, zlib.compress(bytes(25 * 8)), between=b"\0\0\0\x04tEXthiya\0\0\0\0")
    yield "bomb.png", saved(Image.new("1", (10_000, 10_000)), "PNG")
    yield "bomb.gif", saved(Image.new("P", (9_000, 9_000)), "GIF")
    yield "scans.jpg", progressive(3_000)
    yield "huge.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
    yield "cut.jpg", pictures["JPEG"][:200]
    yield "bomb.zip", a_zip("zeros", bytes(20_000_000))
    yield "paper.pdf", PDF
    yield "quine.mp3", b"ID3" + HTML
    yield "film.mp4", b"\0\0\0\x18ftypisom" + bytes(12) + HTML
    yield "film.webm", b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fwebm" + HTML
    yield "sound.wav", b"RIFF\xff\xff\xff\x7fWAVE" + HTML
    yield "pixels.webp", b"RIFF\x10\0\0\0WEBPVP8L\xff\xff\xff\xff\x2f"
    yield "program.exe", b"MZ" + bytes(100)
    yield "frame.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML
    yield "photo.heic", b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\xff\xffmeta" + bytes(64)
    for name in (
        "../../../etc/cron.d/x",
        "C:\\Windows\\a.txt",
        "nul.txt",
        "a\0b.png",
        "\u202egnp.exe",
        "x" * 300 + ".txt",
        "🙂.txt",
    ):
        yield name, b"harmless"
