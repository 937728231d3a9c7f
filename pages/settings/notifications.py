"""What a person wants to be told of, and when. What is chosen counts at once; what is typed, once it is saved."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Final

from nicegui import events

from chatapp import notifications
from chatapp.callbacks import weakly, weakly_awaited
from chatapp.errors import Invalid
from chatapp.events import Event, NotificationRulesChanged, account_topic
from chatapp.notifications import AlertLevel, OwnRules, Rules
from chatapp.notifications.quiet import DAYS, minutes_of, time_of_day
from pages.components.elements import Markup, box, markup
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.settings.section import section
from pages.shell.page_state.refresher import Refresher
from pages.shell.shell import Shell

TELL: Final = "(e) => emit([e.target.name, e.target.value, e.target.checked])"
LEVELS: Final = {
    AlertLevel.ALL: ("Every message", "In all rooms that you haven't muted."),
    AlertLevel.MENTIONS: ("What concerns me", "Mentions, replies to you, and your keywords."),
    AlertLevel.NOTHING: ("Nothing", "You still see what's unread in Chatapp."),
}
DEFAULT: Final = "default"  # the choice that leaves it to the workspace
ABOUT_DEFAULT: Final = "As your administrators choose, now and later."
ABOUT_LEVEL: Final = "Each room can have its own, in its menu. Direct messages always notify you, unless you mute them."
ABOUT_WORDS: Final = "You're notified when someone uses one of these in your rooms."
ABOUT_QUIET: Final = "Choose the days they begin on. Notifications wait until they're over, then come as one summary."
ABOUT_WAYS: Final = "Sounds need a page that's open. Each device can turn them off."
NO_TIME: Final = "Enter a time of day such as 22:00."
SWITCHES: Final = {"has_mail": "E-mail me what I haven't read", "has_sound": "Play a sound"}


class NotificationSettings:
    """One page's choices. What is chosen on another page of the person is shown here, too."""

    def __init__(self, shell: Shell, own: OwnRules) -> None:
        self._shell, self._own = shell, own
        self._turn = asyncio.Lock()
        with section("level", "Notify me about", ABOUT_LEVEL):
            named = {"role": "radiogroup", "aria_labelledby": "setting-level"}
            with box("options", **named).on("change", shell.with_error_notices(self._choose), js_handler=TELL):
                self._levels = markup("", "options-row levels")
        with section("keywords", "Keywords", ABOUT_WORDS):
            self._words = LiveForm(shell, "Save keywords", self._save_words, scope="words-")
            with self._words:
                hint = "Separate them with commas."
                self._words.field(Field("keywords", "Keywords", is_required=False, hint=hint))
                self._words.submit()
        self._quiet_hours()
        with section("ways", "More ways", ABOUT_WAYS):
            chosen = shell.with_error_notices(self._choose)
            with box("").on("change", chosen, js_handler=TELL):
                self._switches = markup("")
        self._draw()
        self._refresher = Refresher(shell, weakly_awaited(self.refresh), lambda: not self._levels.is_deleted)
        topic = account_topic(shell.actor.account_id)
        shell.on_leaving_view(shell.chat.broker.subscribe(topic, weakly(self._on_event)))

    def _quiet_hours(self) -> None:
        with section("quiet", "Quiet hours", ABOUT_QUIET):
            days = box("quiet-days", role="group", aria_label="Days on which quiet hours begin")
            with days.on("change", self._shell.with_error_notices(self._choose), js_handler=TELL):
                self._days: Markup = markup("", "day-row")
            self._times = LiveForm(self._shell, "Save quiet hours", self._save_times, scope="quiet-")
            with self._times:
                with box("two-fields"):
                    self._times.field(Field("quiet_from", "From", "time"))
                    self._times.field(Field("quiet_to", "To", "time"))
                self._times.field(Field("time_zone", "Time zone", hint="Such as Europe/Berlin."))
                self._times.submit()

    async def refresh(self) -> None:
        """Show the rules as they are now."""
        self._own = await read(self._shell)
        if not self._levels.is_deleted:
            self._draw()

    def _draw(self) -> None:
        rules = self._own.rules
        self._levels.set({"innerHTML": _levels(self._own)})
        self._days.set({"innerHTML": "".join(_day(day, is_on=day in rules.quiet_days) for day in DAYS)})
        offered = [name for name in SWITCHES if name != "has_mail" or self._shell.chat.settings.smtp_url]
        self._switches.set({"innerHTML": "".join(_switch(name, is_on=getattr(rules, name)) for name in offered)})
        self._words.preset({"keywords": ", ".join(rules.keywords)})
        times = {name: time_of_day(getattr(rules, name)) for name in ("quiet_from", "quiet_to")}
        self._times.preset({**times, "time_zone": rules.time_zone})

    async def _choose(self, event: events.GenericEventArguments) -> None:
        """Take a choice: its name, its value, and whether it is on."""
        match event.args:
            case ["level", str(value), bool()] if value in (DEFAULT, *AlertLevel):
                level = None if value == DEFAULT else AlertLevel(value)
                await self._change(lambda rules: replace(rules, level=level))
            case ["quiet_day", str(day), bool(is_on)] if day in DAYS:
                await self._change(lambda rules: _with_day(rules, day, is_on=is_on))
            case ["has_mail", str(), bool(is_on)]:
                await self._change(lambda rules: replace(rules, has_mail=is_on))
            case ["has_sound", str(), bool(is_on)]:
                await self._change(lambda rules: replace(rules, has_sound=is_on))

    async def _save_words(self, values: dict[str, str]) -> None:
        words = tuple(word for part in values["keywords"].split(",") if (word := part.strip()))
        await self._change(lambda rules: replace(rules, keywords=words))
        self._shell.notify("Saved.")

    async def _save_times(self, values: dict[str, str]) -> None:
        begins, ends = minutes_of(values["quiet_from"]), minutes_of(values["quiet_to"])
        if begins is None or ends is None:
            wrong = {"quiet_from": begins, "quiet_to": ends}
            raise Invalid({name: NO_TIME for name, minutes in wrong.items() if minutes is None})
        zone = values["time_zone"].strip()
        await self._change(lambda rules: replace(rules, quiet_from=begins, quiet_to=ends, time_zone=zone))
        self._shell.notify("Saved.")

    async def _change(self, changed: Callable[[Rules], Rules]) -> None:
        """Change the rules as they are now, one change after the other. The event of it draws them on every page."""
        chat = self._shell.chat
        async with self._turn:
            try:
                rules = changed((await read(self._shell)).rules)
                async with chat.changing(self._shell.actor) as work:
                    await notifications.change(work, actor=self._shell.actor, rules=rules, now=chat.now())
            except Invalid:
                await self.refresh()  # the browser shows what was chosen
                raise

    def _on_event(self, event: Event) -> None:
        if isinstance(event, NotificationRulesChanged):
            self._refresher.request()


def _with_day(rules: Rules, day: str, *, is_on: bool) -> Rules:
    days = {*rules.quiet_days, day} if is_on else {*rules.quiet_days} - {day}
    return replace(rules, quiet_days=tuple(one for one in DAYS if one in days))


async def read(shell: Shell) -> OwnRules:
    """Return the person's rules."""
    async with shell.chat.reading() as session:
        return await notifications.own(session, actor=shell.actor, now=shell.chat.now())


async def show_notifications(shell: Shell) -> None:
    """Show what the person wants to be told of."""
    NotificationSettings(shell, await read(shell))


def _levels(own: OwnRules) -> str:
    default = f"Workspace default ({LEVELS[own.default][0]})"
    choices = [(DEFAULT, default, ABOUT_DEFAULT), *((level, *said) for level, said in LEVELS.items())]
    chosen = own.rules.level or DEFAULT
    return "".join(_level(value, label, about, is_chosen=value == chosen) for value, label, about in choices)


def _level(value: str, label: str, about: str, *, is_chosen: bool) -> str:
    checked = " checked" if is_chosen else ""
    return (
        f'<label class="option"><span class="option-name"><input type="radio" name="level" value="{value}"{checked}>'
        f'{escape(label)}</span><span class="option-example">{escape(about)}</span></label>'
    )


def _day(day: str, *, is_on: bool) -> str:
    checked = " checked" if is_on else ""
    return (
        f'<label class="day" title="{day.capitalize()}"><input type="checkbox" name="quiet_day" value="{day}"'
        f' aria-label="{day.capitalize()}"{checked}><span aria-hidden="true">{day[:3].capitalize()}</span></label>'
    )


def _switch(name: str, *, is_on: bool) -> str:
    checked = " checked" if is_on else ""
    return (
        f'<label class="switch"><input type="checkbox" role="switch" name="{name}"{checked}>'
        f"<span>{escape(SWITCHES[name])}</span></label>"
    )
