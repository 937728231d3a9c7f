"""What a program does with a generated client: `with_generated_client.py BASE LOGIN PASSWORD ROOM`, beside it.

It runs in the environment of the tools, where nothing of Chatapp is installed.
"""
# mypy: ignore-errors

import sys
from uuid import uuid4

sys.path.insert(0, ".")
from generated import AuthenticatedClient, Client
from generated.api.accounts import accounts_issue_token
from generated.api.me import me_me
from generated.api.messages import messages_history, messages_post
from generated.models import Credentials, NewMessage

BODY = "Hello from a generated client"


def main(base: str, login: str, password: str, room: str) -> None:
    """Sign in, post, read, and be refused with a token that is none."""
    address = f"{base}/api/v1"
    token = accounts_issue_token.sync(client=Client(address), body=Credentials(login=login, password=password)).token
    client = AuthenticatedClient(address, token=token)
    posted = messages_post.sync(room, client=client, body=NewMessage(body=BODY, client_message_id=str(uuid4())))
    print("posted", posted.number)  # noqa: T201
    read = messages_history.sync(room, client=client)
    print("read", *(message.body for message in read.messages))  # noqa: T201
    refused = me_me.sync_detailed(client=AuthenticatedClient(address, token="none"))
    print("refused", int(refused.status_code))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
