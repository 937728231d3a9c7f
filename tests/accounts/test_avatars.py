"""Pictures: whatever is uploaded becomes a small square without secrets, or is refused with a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from chatapp.accounts import SignUp, avatars
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid, NotFound, RateLimited, Unauthenticated
from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor
from models import Account, Avatar
from tests.support.chats import ChatWith, MakePerson
from tests.support.rooms import listen
from tests.support.server import PASSWORD

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def stripes(*colours: tuple[int, int, int], width: int = 300, height: int = 100) -> Image.Image:
    """Paint stripes beside each other."""
    image = Image.new("RGB", (width, height))
    for index, colour in enumerate(colours):
        image.paste(colour, (index * width // len(colours), 0, (index + 1) * width // len(colours), height))
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("WEBP", (256, 256))
    image.load()
    return image


def is_like(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) < 40 for have, want in zip(pixel[:3], colour, strict=True))


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Write a PNG's header by hand: it may promise what its bytes do not hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", data or zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_middle_square_is_kept(kind: str) -> None:
    picture = opened(avatars.draw(saved(stripes(RED, GREEN, BLUE), kind)))
    for x in (10, 128, 245):
        assert is_like(picture.convert("RGB").getpixel((x, 128)), GREEN)


@pytest.mark.parametrize(("orientation", "left", "right"), [(1, RED, BLUE), (3, BLUE, RED), (2, BLUE, RED)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_stands_upright(
    kind: str, orientation: int, left: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    image, exif = stripes(RED, BLUE, width=400, height=400), Image.Exif()
    exif[ORIENTATION] = orientation
    picture = opened(avatars.draw(saved(image, kind, exif=exif))).convert("RGB")
    assert is_like(picture.getpixel((30, 128)), left)
    assert is_like(picture.getpixel((226, 128)), right)


def test_a_photograph_taken_sideways_is_turned() -> None:
    image, exif = stripes(RED, BLUE, width=900, height=600), Image.Exif()
    exif[ORIENTATION] = 6  # to be turned clockwise: what was left comes to the top
    picture = opened(avatars.draw(saved(image, "JPEG", exif=exif))).convert("RGB")
    assert is_like(picture.getpixel((128, 20)), RED)
    assert is_like(picture.getpixel((128, 236)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(kind: str) -> None:
    exif = Image.Exif()
    exif[MAKER] = "Secret camera"
    exif.get_ifd(GPS)[1] = "N"
    image = stripes(RED, BLUE)
    content = saved(image, kind, exif=exif, icc_profile=b"secret profile", xmp=b"<x>secret</x>", comment=b"secret")
    assert b"ecret" in content
    drawn = avatars.draw(content)
    assert b"ecret" not in drawn
    assert not {"exif", "xmp", "icc_profile"} & set(opened(drawn).info)


def test_a_moving_picture_stands_still_at_its_first_frame() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        picture = opened(avatars.draw(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)))
        assert getattr(picture, "n_frames", 1) == 1
        assert is_like(picture.convert("RGB").getpixel((128, 128)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_may_have_any_kind_of_colours(mode: str) -> None:
    opened(avatars.draw(saved(Image.new(mode, (80, 50)))))


def test_a_print_may_be_a_picture() -> None:
    opened(avatars.draw(saved(Image.new("CMYK", (80, 50)), "JPEG")))


def test_sixteen_bits_of_grey_stay_grey() -> None:
    grey = Image.new("I;16", (40, 40), 32_768)
    picture = opened(avatars.draw(saved(grey))).convert("RGB")
    assert is_like(picture.getpixel((128, 128)), (128, 128, 128))


def test_what_is_clear_stays_clear() -> None:
    drawn = opened(avatars.draw(saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)))))
    assert drawn.getchannel("A").getpixel((128, 128)) == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (2000, 1)])
def test_the_smallest_pictures_are_taken(size: tuple[int, int]) -> None:
    opened(avatars.draw(saved(Image.new("RGB", size, RED))))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HALF = saved(stripes(RED, GREEN, BLUE), "JPEG", quality=95)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        SVG,
        b"<html>",
        HALF[: len(HALF) // 2],
        saved(stripes(RED, BLUE))[:80],
        saved(stripes(RED, BLUE), "GIF")[:30],
        saved(stripes(RED, BLUE), "WEBP")[:40],
        png(40, 40),
        png(40, 40, b"not deflated"),
        png(0, 10),
        saved(stripes(RED, BLUE), "BMP"),
        saved(stripes(RED, BLUE), "TIFF"),
        saved(stripes(RED, BLUE), "PPM"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"%PDF-1.7",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        avatars.draw(content)
    assert refused.value.fields == {"avatar": avatars.NO_PICTURE}


@pytest.mark.parametrize("size", [(7072, 7071), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (1, 50_000_001)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as refused:
        avatars.draw(png(*size))
    assert refused.value.fields == {"avatar": avatars.TOO_MANY_PIXELS}


def test_the_largest_pictures_are_taken_and_larger_ones_are_not() -> None:
    opened(avatars.draw(saved(Image.new("1", (4000, 4000)))))
    opened(avatars.draw(saved(Image.new("L", (7071, 7071)), "JPEG")))  # decoded at a fraction of its size
    with pytest.raises(Invalid) as refused:
        avatars.draw(saved(Image.new("1", (4000, 4001))))
    assert refused.value.fields == {"avatar": avatars.TOO_MANY_PIXELS}


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        avatars.draw(saved(stripes(RED, BLUE)) + b"\0" * avatars.LARGEST)
    assert refused.value.fields == {"avatar": avatars.TOO_LARGE}


async def seen(chat: Chat, actor: Actor, of: Actor, digest: str = "") -> bytes:
    async with chat.reading() as session:
        return await avatars.read(session, actor=actor, account_uuid=of.uuid, digest=digest)


async def digest_of(chat: Chat, actor: Actor) -> str:
    async with chat.reading() as session:
        return (await session.get_one(Account, actor.account_id)).avatar


@pytest.mark.each_database
async def test_others_see_the_picture_until_it_is_another_or_none(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    heard = listen(chat, account_topic(ann.account_id))
    first = await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    assert await digest_of(chat, ann) == first
    assert (await chat.sessions.sign_in("ann", PASSWORD)).actor.avatar == first
    opened(await seen(chat, ben, ann))
    second = await chat.avatars.put(actor=ann, content=saved(stripes(GREEN, BLUE)))
    assert second != first
    assert await seen(chat, ben, ann, second) == await seen(chat, ben, ann)
    with pytest.raises(NotFound):
        await seen(chat, ben, ann, first)
    async with chat.transaction() as work:
        await avatars.remove(work, actor=ann)
    assert await digest_of(chat, ann) == ""
    async with chat.reading() as session:
        assert await session.get(Avatar, ann.account_id) is None
    with pytest.raises(NotFound):
        await seen(chat, ben, ann)
    assert heard == [AccountChanged(ann.account_id)] * 3


async def test_a_refused_picture_leaves_the_old_one(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    digest = await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    with pytest.raises(Invalid):
        await chat.avatars.put(actor=ann, content=SVG)
    assert await digest_of(chat, ann) == digest


async def test_who_is_deactivated_neither_shows_nor_sees_pictures(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    await chat.avatars.put(actor=ben, content=saved(stripes(RED, BLUE)))
    async with chat.transaction() as work:
        (await work.session.get_one(Account, ben.account_id)).is_active = False
    with pytest.raises(NotFound):
        await seen(chat, ann, ben)
    with pytest.raises(Unauthenticated):
        await seen(chat, ben, ann)
    with pytest.raises(Unauthenticated):
        await chat.avatars.put(actor=ben, content=saved(stripes(RED, BLUE)))


async def test_pictures_are_counted(chat_with: ChatWith) -> None:
    chat = chat_with(tries_per_minute=2)
    ann = await chat.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), may_be_first=True)
    for _ in range(2):
        await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
    with pytest.raises(RateLimited):
        await chat.avatars.put(actor=ann, content=saved(stripes(RED, BLUE)))
