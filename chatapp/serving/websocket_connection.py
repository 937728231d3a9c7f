"""A websocket connection that strangers cannot make grow: neither by what they send, nor by not reading answers."""

from typing import Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from chatapp.log import ThrottledWarning

MOST_FRAGMENTS: Final = 1000  # of one message

refused = ThrottledWarning("websocket message refused")


class WebSocketConnection(WebSocketsSansIOProtocol):
    """uvicorn's websocket, which closes on a failed handshake, unreadable text, endless fragments and unread pongs."""

    def data_received(self, data: bytes) -> None:
        """Take what has arrived; answer an opening handshake that has failed, which uvicorn would leave open."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_cont(self, event: Frame) -> None:
        """Take the next fragment of a message."""
        if len(self.frames) >= MOST_FRAGMENTS:
            self._refuse(CloseCode.POLICY_VIOLATION, "too many fragments")
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping, unless the answers before it have not been read."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.transport.abort()

    def send_receive_event_to_app(self) -> None:
        """Hand a message on, if it is readable."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_text(self.frames):
            self._refuse(CloseCode.INVALID_DATA, "not UTF-8")
        else:
            super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Close after a frame that breaks the protocol; before the handshake is answered, without a close frame."""
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def _refuse(self, code: int, reason: str) -> None:
        refused.write(reason=reason, address=self.client[0] if self.client else "")
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()


def _is_text(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True
