"""The switch in a thread's head: whether its messages count as unread for the person, and concern them."""

from uuid import UUID

from chatapp import threads
from chatapp.callbacks import weakly
from chatapp.events import Event, FollowingChanged, account_topic
from pages.components.elements import button
from pages.shell.shell import Shell

FOLLOW = "Follow"
FOLLOWING = "Following"
TOLD = "You'll be told of new replies."
START = "Follow this thread to be told of new replies"
STOP = "Stop following this thread"
NOT_TOLD = "You won't be told of new replies any more."


class FollowingSwitch:
    """One page's switch of one thread, in the current container. It ends with its ``shell``."""

    def __init__(self, shell: Shell, thread_uuid: UUID, *, follows: bool) -> None:
        self._shell, self._thread_uuid, self._follows = shell, thread_uuid, follows
        self._button = button(FOLLOW, shell.with_error_notices(self._toggle), classes="quiet follow")
        self._show()
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event), FollowingChanged))

    def know(self, *, follows: bool) -> None:
        """Show whether the person follows the thread by now."""
        if follows != self._follows:
            self._follows = follows
            self._show()

    async def _toggle(self) -> None:
        follows, actor = not self._follows, self._shell.actor
        change = threads.follow if follows else threads.unfollow
        async with self._shell.chat.changing(actor) as work:
            await change(work, actor=actor, thread_uuid=self._thread_uuid)
        self._shell.notify(TOLD if follows else NOT_TOLD)

    def _show(self) -> None:
        self._button.props["innerHTML"] = f"<span>{FOLLOWING if self._follows else FOLLOW}</span>"
        self._button.props["title"] = STOP if self._follows else START

    def _on_event(self, event: Event) -> None:
        if isinstance(event, FollowingChanged) and event.room_uuid == self._thread_uuid:
            self.know(follows=event.follows)
