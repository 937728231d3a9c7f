"""Pictures of people: whatever is uploaded becomes a small square WebP that holds nothing but the picture."""

import asyncio
import hashlib
import struct
import warnings
import zlib
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts.profiles import announce_person
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import Invalid, NotFound
from chatapp.identity import Actor, active_account
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, Avatar

LARGEST = 5 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_DRAWN = 16_000_000  # of any other picture, which takes up to twelve bytes a pixel while it is drawn
SIDE = 256  # pixels
QUALITY = 82
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MEDIA_TYPE = "image/webp"
TOO_LARGE = "The picture may have at most 5 MiB."
NO_PICTURE = "This is no picture we can read. Please choose a PNG, JPEG, WebP or GIF file."
TOO_MANY_PIXELS = "The picture is too large: a JPEG may have 50 million pixels, any other picture 16 million."
PLAIN_MODES = ("L", "RGB", "RGBA")
BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error)  # Pillow's ways

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # checked as soon as the header is read, before anything is decoded
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def draw(content: bytes) -> bytes:
    """Return the middle square of a picture as WebP, 256 × 256 pixels, upright, without metadata. Blocks.

    Raises:
        Invalid: no picture, too many bytes or too many pixels.
    """
    if len(content) > LARGEST:
        raise Invalid({"avatar": TOO_LARGE})
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > (MOST_PIXELS if image.format == "JPEG" else MOST_DRAWN):
                raise Invalid({"avatar": TOO_MANY_PIXELS})
            return _encoded(_square(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid({"avatar": TOO_MANY_PIXELS}) from None
    except BROKEN as error:
        raise Invalid({"avatar": NO_PICTURE}) from error


def _square(image: Image.Image) -> Image.Image:
    """Return the middle of the first frame, upright. It is turned last, when it is small."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a fraction of its size
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    small = _plain(square).resize((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = image.info  # the orientation is in there
    return ImageOps.exif_transpose(small)


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in grey or true colours, with the transparency it has; 16 bits become 8."""
    if image.mode in PLAIN_MODES:
        return image
    if image.mode.startswith("I"):  # Pillow's own way would cut what is brighter than 255
        return image.convert("I").point(lambda value: value / 256).convert("L")
    has_transparency = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if has_transparency else "RGB")


def _encoded(image: Image.Image) -> bytes:
    file = BytesIO()  # Pillow writes only the metadata it is handed: none
    image.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


async def put(work: UnitOfWork, *, actor: Actor, picture: bytes) -> str:
    """Make a picture from `draw` the actor's avatar; return its digest. Announces AccountChanged and PersonChanged.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    account.avatar = hashlib.sha256(picture).hexdigest()
    work.session.add(account)
    if (avatar := await work.session.get(Avatar, account.id)) is not None:
        avatar.content = picture
    else:
        avatar = Avatar(account_id=account.id, content=picture)
    work.session.add(avatar)
    await announce_person(work, account)
    return account.avatar


async def remove(work: UnitOfWork, *, actor: Actor) -> None:
    """Take the actor's avatar away; it is no error if there is none. Announces AccountChanged and PersonChanged.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    await work.session.exec(delete(Avatar).where(col(Avatar.account_id) == account.id))
    account.avatar = ""
    work.session.add(account)
    await announce_person(work, account)


async def read(session: AsyncSession, *, actor: Actor, account_uuid: UUID, digest: str = "") -> bytes:
    """Return a person's picture as WebP; with ``digest``, only while it is that very picture.

    Raises:
        NotFound: there is no such person, or no such picture.
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(session, actor)
    query = select(Avatar.content).join(Account, col(Account.id) == Avatar.account_id)
    query = query.where(Account.uuid == account_uuid, Account.is_active)
    if digest:
        query = query.where(Account.avatar == text.storable(digest))
    if (content := (await session.exec(query)).first()) is None:
        raise NotFound
    return content


class Avatars:
    """Taking uploads, step by step. Pictures are drawn outside of the transactions, and one at a time.

    A picture may take 200 MB while it is drawn; two of them never do so together.
    """

    def __init__(self, transactions: Transactions, *, limits: RateLimits) -> None:
        self._transactions = transactions
        self._tries = limits.per_minute("avatars")
        self._drawing = asyncio.Lock()

    async def put(self, *, actor: Actor, content: bytes) -> str:
        """Make an uploaded picture the actor's avatar; return its digest. Announces as `put`.

        Raises:
            Invalid: no picture, too many bytes (5 MiB) or too many pixels (50 million).
            RateLimited: too many pictures within a minute.
            Unauthenticated: the account is no longer active.
        """
        await self._tries.count(str(actor.account_id))
        async with self._drawing:
            picture = await asyncio.to_thread(draw, content)
        async with self._transactions.begin() as work:
            return await put(work, actor=actor, picture=picture)
