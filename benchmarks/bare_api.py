"""What the REST API is measured against: `python -m benchmarks.bare_api serve`.

The same three routes in FastAPI, with the same models and the same uvicorn, and nothing behind them: no accounts, no
rights, no database, no middleware. What they answer is made anew for each request, out of what is in memory.
"""

import os
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

from fastapi import FastAPI

from chatapp.api.me import MeOut
from chatapp.api.message_out import MessageOut, MessagesOut
from chatapp.api.new_message import NewMessage
from chatapp.events import MessageView
from chatapp.serving.server import Server, config_of
from chatapp.web import urls
from models import Clock, Density, Theme

AT = datetime(2026, 1, 1, tzinfo=UTC)
WHO = uuid4()
LENGTH = 50  # messages of a page of history
BODY = "Build {:06d} went out to all three regions; error rates are flat, the queue is drained, so please carry on."


def build() -> FastAPI:
    """Return the application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    views = [_view(number, BODY.format(number), str(uuid4())) for number in range(1, LENGTH + 1)]
    page = SimpleNamespace(messages=views, revision=LENGTH, has_more=False)

    @app.get(f"{urls.API}/me")
    async def me() -> MeOut:
        return MeOut(
            uuid=WHO,
            username="person0",
            name="person0",
            email="person0@example.org",
            first_name="",
            last_name="",
            country="",
            country_name="",
            bio="",
            avatar=None,
            is_administrator=True,
            created_at=AT,
            theme=Theme.SYSTEM,
            density=Density.COMFORTABLE,
            clock=Clock.AUTO,
            time_zone="",
            shares_typing=True,
            shares_reading=True,
            status=None,
        )

    @app.get(f"{urls.API}/rooms/{{room_uuid}}/messages")
    async def history(room_uuid: UUID, limit: int = LENGTH) -> MessagesOut:
        return MessagesOut.model_validate(page, from_attributes=True)

    @app.post(f"{urls.API}/rooms/{{room_uuid}}/messages", status_code=201)
    async def post(room_uuid: UUID, new: NewMessage) -> MessageOut:
        return MessageOut.model_validate(_view(1, new.body, new.client_message_id), from_attributes=True)

    @app.get(urls.READY)
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    return app


def _view(number: int, body: str, key: str) -> MessageView:
    return MessageView(WHO, number, number, WHO, "person0", "person0", "", key, body, AT)


if __name__ == "__main__":
    config = config_of(build(), [])
    config.port = int(os.environ["CHATAPP_PORT"])
    Server(config, patience=0.0, on_drain=lambda: None).run()
