"""A preview of a draft: what a message would look like, before it is sent."""

from chatapp import text
from chatapp.authentication.rate_limit import RateLimits
from chatapp.identity import Actor
from chatapp.messages import markup

TIMES = 3  # what the operator allows of tries in a minute


class DraftPreview:
    """Renders what somebody is writing, so many times a minute. Nothing of it is stored."""

    def __init__(self, limits: RateLimits) -> None:
        self._limit = limits.per_minute("previews", times=TIMES)

    async def render(self, actor: Actor, body: str, pictures: markup.Pictures = markup.NO_PICTURES) -> str:
        """Return the safe HTML that a message of this text has. ``pictures``: of custom emoji.

        Raises:
            Invalid: it could not be sent either: it is empty, too long, or has control characters.
            RateLimited: the actor has asked too often within a minute.
            Busy: too many long texts wait to be rendered.
        """
        clean = text.body(body)
        await self._limit.count(str(actor.account_id))
        await markup.render_new(clean)
        return markup.render(clean, pictures)
