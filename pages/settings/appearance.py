"""How Chatapp looks for a person: colours, density, and how times are written. What is chosen shows at once."""

from collections.abc import Mapping
from enum import StrEnum
from html import escape

from nicegui import events

from chatapp.accounts import preferences
from chatapp.accounts.preferences import Clock, Density, Preferences, Theme
from chatapp.identity import Actor
from pages.components.elements import Markup, box, markup, text
from pages.settings.section import section
from pages.shell.shell import Shell

TELL = "(e) => emit([e.target.name, e.target.value])"
KINDS: Mapping[str, type[StrEnum]] = {"theme": Theme, "density": Density, "clock": Clock}
TITLES = {"theme": "Theme", "density": "Density", "clock": "Time"}
ABOUT = {
    "theme": "“System” follows your device, at night too.",
    "density": "Compact fits more messages on the screen.",
    "clock": "How times of day are written.",
}
LABELS: Mapping[StrEnum, tuple[str, str]] = {  # with an example or a short explanation
    Theme.SYSTEM: ("System", ""),
    Theme.LIGHT: ("Light", ""),
    Theme.DARK: ("Dark", ""),
    Density.COMFORTABLE: ("Comfortable", ""),
    Density.COMPACT: ("Compact", ""),
    Clock.AUTO: ("Automatic", "As your browser has it"),
    Clock.TWELVE: ("12-hour", "9:01 PM"),
    Clock.TWENTY_FOUR: ("24-hour", "21:01"),
}


class AppearanceChoices:
    """One page's choices. What is chosen on another page of the person is shown here, too."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._shown = {name: _chosen(shell.actor, name) for name in KINDS}
        self._options: dict[str, Markup] = {}
        chosen = shell.with_error_notices(self._choose)
        for name in KINDS:
            with section(name, TITLES[name], ABOUT[name]):
                named = {"role": "radiogroup", "aria_labelledby": f"setting-{name}"}
                with box("options", **named).on("change", chosen, js_handler=TELL):
                    self._options[name] = markup(_options(name, self._shown[name]), "options-row")
        self._zone = text("p", _zone(shell.actor), "muted small")
        shell.on_leaving_view(shell.on_actor_change(self._refresh))

    async def _choose(self, event: events.GenericEventArguments) -> None:
        name, value = event.args if isinstance(event.args, list) and len(event.args) == 2 else ("", "")
        if not isinstance(name, str) or name not in KINDS or value not in list(KINDS[name]):
            return  # not from our choices
        self._shown[name] = value  # the browser shows it already
        async with self._shell.chat.changing(self._shell.actor) as work:
            changes = Preferences(**{name: KINDS[name](value)})  # type: ignore[arg-type]
            await preferences.edit(work, actor=self._shell.actor, changes=changes)

    def _refresh(self) -> None:
        for name in KINDS:
            if (now := _chosen(self._shell.actor, name)) != self._shown[name]:
                self._shown[name] = now
                self._options[name].set({"innerHTML": _options(name, now)})
        self._zone.text = _zone(self._shell.actor)


def _chosen(actor: Actor, name: str) -> str:
    return str(getattr(actor, name))


def _zone(actor: Actor) -> str:
    if not actor.time_zone:
        return ""
    return f"Your time zone: {actor.time_zone}, as your browser tells it. People see your local time on your card."


def _options(name: str, chosen: str) -> str:
    return "".join(_option(name, value, is_chosen=value == chosen) for value in KINDS[name])


def _option(name: str, value: StrEnum, *, is_chosen: bool) -> str:
    label, example = LABELS[value]
    more = f'<span class="option-example">{escape(example)}</span>' if example else ""
    sample = "" if name == "clock" else f'<span class="option-sample" data-sample="{value}" aria-hidden="true"></span>'
    checked = " checked" if is_chosen else ""
    return (
        f'<label class="option">{sample}<span class="option-name">'
        f'<input type="radio" name="{name}" value="{value}"{checked}>{escape(label)}</span>{more}</label>'
    )
