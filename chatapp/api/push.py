"""REST: the browsers of yours that are woken by push, and subscribing one."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from chatapp import web_push
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.outbound import PUSH
from chatapp.outbound.switches import is_on

router = APIRouter(prefix="/me/push", tags=["me"])


class PushSubscriptionIn(RequestBody):
    """What a browser's `PushSubscription` says. It ends with the token that you send it with."""

    endpoint: str = Field(max_length=1_000, examples=["https://fcm.googleapis.com/fcm/send/eT4…"])
    p256dh: str = Field(max_length=100, examples=["BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6…"])
    auth: str = Field(max_length=32, examples=["BTBZMqHH6r4Tts7J_aSIgg"])


class PushSubscriptionOut(BaseModel):
    """A browser, or a program, that is woken."""

    id: int
    service: str = Field(examples=["fcm.googleapis.com"])
    device: str = Field(examples=["Firefox on Linux"], description="The browser, or the token's name.")
    created_at: datetime
    is_waiting: bool = Field(description="Its service has asked for time, or didn't answer.")


class PushOut(BaseModel):
    """Whether pushes are switched on, the key to subscribe with, and who is woken."""

    is_on: bool = Field(description="Off until an administrator switches it on.")
    key: str = Field(description="The application server's key, in base64url; empty while pushes are off.")
    subscriptions: list[PushSubscriptionOut]


async def bearer_token(request: Request) -> str:
    """Return the token that a request was sent with."""
    return request.headers.get("authorization", "").partition(" ")[2].strip()


@router.get("", summary="List who is woken by push")
async def listing(chat: CurrentChat, actor: CurrentActor) -> PushOut:
    """List the browsers that are woken for you, newest first. Their endpoints are secrets and aren't shown."""
    async with chat.reading() as session:
        found = await web_push.listing(session, actor=actor)
        on = await is_on(session, PUSH)
    subscriptions = [PushSubscriptionOut.model_validate(one, from_attributes=True) for one in found]
    return PushOut(is_on=on, key=chat.pushes.keys.public if on else "", subscriptions=subscriptions)


@router.post("", status_code=201, summary="Subscribe to push")
async def subscribe(
    chat: CurrentChat, actor: CurrentActor, token: Annotated[str, Depends(bearer_token)], new: PushSubscriptionIn
) -> PushOut:
    """Have a browser woken, or a program that acts as one; up to 20, then the oldest gives way."""
    form = web_push.SubscriptionForm(new.endpoint, new.p256dh, new.auth)
    async with chat.changing(actor) as work:
        await web_push.subscribe(work, actor=actor, form=form, allowed=chat.outbound.allowed, token=token)
    return await listing(chat, actor)


@router.delete("", summary="Unsubscribe from push")
async def unsubscribe(
    chat: CurrentChat,
    actor: CurrentActor,
    endpoint: Annotated[str, Query(max_length=1_000, description="Which one; empty: all of yours.")] = "",
) -> PushOut:
    """Stop waking a browser, or all of them."""
    async with chat.changing(actor) as work:
        await web_push.unsubscribe(work, actor=actor, endpoint=endpoint)
    return await listing(chat, actor)
