"""The shell as a part of a view has it, which may end before the view does: a panel that is closed."""

from collections.abc import Callable

from pages.shell.shell import Shell


class PartShell(Shell):
    """A page's shell whose registrations end with `leave`, or with the view.

    After `leave` it may be used again; once the view was left, what is registered ends at once. Everything else is the
    page's own. The address belongs to the view, so that `set_path` does nothing here.
    """

    def __init__(self, shell: Shell) -> None:
        vars(self).update(vars(shell))
        self._closers: list[Callable[[], None]] = []
        self._connection_watchers: list[Callable[[], None]] = []
        self._is_over = False
        shell.on_leaving_view(self._end)
        shell.on_connection_change(self._connection_changed)

    def on_leaving_view(self, close: Callable[[], None]) -> None:
        """Call ``close`` when the part or its view is left; at once if the session has ended."""
        if self.is_signed_in and not self._is_over:
            self._closers.append(close)
        else:
            close()

    def on_connection_change(self, watch: Callable[[], None]) -> None:
        """Call ``watch`` when the page's connection comes or goes, until the part is left."""
        self._connection_watchers.append(watch)

    def set_path(self, path: str) -> None:
        """Do nothing: the address is the view's."""

    def leave(self) -> None:
        """Release what the part has registered."""
        closers, self._closers, self._connection_watchers = self._closers, [], []
        for close in closers:
            close()

    def _end(self) -> None:
        self._is_over = True
        self.leave()

    def _connection_changed(self) -> None:
        for watch in self._connection_watchers:
            watch()
