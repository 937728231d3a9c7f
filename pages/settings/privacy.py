"""What others see of what a person does: that they type, and what they have read. What is chosen counts at once."""

from html import escape

from nicegui import events

from chatapp.accounts import preferences
from chatapp.accounts.preferences import Preferences
from chatapp.callbacks import weakly
from pages.components.elements import Markup, box, markup
from pages.settings.section import section
from pages.shell.shell import Shell

TELL = "(e) => emit([e.target.name, e.target.checked])"
SWITCHES = {"shares_typing": "Show others when I'm typing", "shares_reading": "Show others what I've read"}
ABOUT = "If you don't show others what you've read, you don't see what they have read."


class PrivacySwitches:
    """One page's switches. What is chosen on another page of the person is shown here, too."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown = {name: _is_on(shell, name) for name in SWITCHES}
        self._switches: dict[str, Markup] = {}
        chosen = shell.with_error_notices(self._choose)
        with section("privacy", "Privacy", ABOUT), box("").on("change", chosen, js_handler=TELL):
            for name in SWITCHES:
                self._switches[name] = markup(_switch(name, is_on=self._shown[name]))
        shell.on_leaving_view(shell.on_actor_change(weakly(self._refresh)))

    async def _choose(self, event: events.GenericEventArguments) -> None:
        name, value = event.args if isinstance(event.args, list) and len(event.args) == 2 else ("", None)
        if name not in SWITCHES or not isinstance(value, bool):
            return  # not from our switches
        self._shown[name] = value  # the browser shows it already
        async with self._shell.chat.changing(self._shell.actor) as work:
            changes = Preferences(**{name: value})  # type: ignore[arg-type]
            await preferences.edit(work, actor=self._shell.actor, changes=changes)

    def _refresh(self) -> None:
        for name in SWITCHES:
            if (now := _is_on(self._shell, name)) != self._shown[name] and not self._switches[name].is_deleted:
                self._shown[name] = now
                self._switches[name].set({"innerHTML": _switch(name, is_on=now)})


def _is_on(shell: Shell, name: str) -> bool:
    return bool(getattr(shell.actor, name))


def _switch(name: str, *, is_on: bool) -> str:
    checked = " checked" if is_on else ""
    return (
        f'<label class="switch"><input type="checkbox" role="switch" name="{name}"{checked}>'
        f"<span>{escape(SWITCHES[name])}</span></label>"
    )
