"""Workspace settings: its name and logo, who may do what, what is kept of edits, and what people hear of."""

from chatapp import workspace
from chatapp.events import WORKSPACE_TOPIC, Event
from chatapp.web import urls
from chatapp.workspace import WorkspaceEdit, WorkspaceView, logos
from pages.admin import pushes
from pages.components.elements import box, markup, text
from pages.components.fields import Field
from pages.components.forms import LiveForm
from pages.components.picture_upload import FORMATS, PictureUpload
from pages.components.workspace import logo_html
from pages.shell.shell import Shell

POLICIES = (("open", "Anyone can sign up"), ("invite", "Only people with an invite link"), ("closed", "No one"))
INVITERS = (("no", "Administrators"), ("yes", "All members"))
EMOJI_ADDERS = (("yes", "All members"), ("no", "Administrators"))
EDITIONS = (("yes", "Kept: members can see them"), ("no", "Not kept"))
LEVELS = (("mentions", "What concerns them"), ("all", "Every message"), ("nothing", "Nothing"))
LEVEL = "What people hear of in rooms"
LEVEL_HINT = "Until they choose something else, for all rooms or for one. Direct messages always notify."
ANY_DOMAIN = "One per line, such as example.org. Applies to invite links, too. Leave it empty to allow any address."


class General:
    """One page's form for the workspace."""

    def __init__(self, shell: Shell, view: WorkspaceView) -> None:
        self._shell = shell
        with box("setting-body"):
            with LiveForm(shell, "Save", self._save) as form:
                form.field(Field("name", "Workspace name", value=view.name))
                form.field(Field("signup", "Who can sign up", value=view.signup, options=POLICIES))
                domains = "\n".join(view.domains)
                form.field(Field("domains", "Allowed e-mail domains", "textarea", "off", False, ANY_DOMAIN, domains))
                inviters = "yes" if view.may_members_invite else "no"
                form.field(Field("inviters", "Who can invite people", value=inviters, options=INVITERS))
                adders = "yes" if view.may_members_add_emoji else "no"
                form.field(Field("emoji", "Who can add custom emoji", value=adders, options=EMOJI_ADDERS))
                editions = "yes" if view.keeps_editions else "no"
                form.field(Field("editions", "Earlier versions of edited messages", value=editions, options=EDITIONS))
                level = view.alert_level.value
                form.field(Field("level", LEVEL, hint=LEVEL_HINT, value=level, options=LEVELS))
                form.submit()
            self._form = form
            with box("hint muted small", "p"):
                text("a", "Custom emoji").props["href"] = urls.EMOJI
                text("span", " can be seen, added and deleted on their own page.")
            text("h3", "Logo", "invite-heading")
            self._logo = PictureUpload(
                "Choose a logo",
                name="logo",
                address=urls.LOGO_UPLOAD,
                remove=shell.with_error_notices(self._remove_logo),
            )
            text("p", FORMATS, "hint muted small")
        self.show(view)
        shell.on_leaving_view(shell.chat.broker.subscribe(WORKSPACE_TOPIC, self._on_event))

    def show(self, view: WorkspaceView) -> None:
        """Show the workspace as it is; what is being typed stays."""
        self._form.preset(
            {
                "name": view.name,
                "signup": view.signup,
                "domains": "\n".join(view.domains),
                "inviters": "yes" if view.may_members_invite else "no",
                "emoji": "yes" if view.may_members_add_emoji else "no",
                "editions": "yes" if view.keeps_editions else "no",
                "level": view.alert_level.value,
            }
        )
        self._logo.show(lambda: markup(logo_html(view, "large"), tag="span"), is_removable=bool(view.logo))

    async def _save(self, values: dict[str, str]) -> None:
        changes = WorkspaceEdit(
            name=values["name"],
            signup=values["signup"],
            domains=values["domains"].split("\n"),
            may_members_invite=values["inviters"] == "yes",
            may_members_add_emoji=values["emoji"] == "yes",
            keeps_editions=values["editions"] == "yes",
            alert_level=values["level"],
        )
        async with self._shell.chat.transaction() as work:
            await workspace.edit(work, actor=self._shell.actor, changes=changes)
        self._shell.notify("Saved.")
        self.show(await self._shell.chat.workspace.get())

    async def _remove_logo(self) -> None:
        async with self._shell.chat.transaction() as work:
            await logos.remove(work, actor=self._shell.actor)

    def _on_event(self, _: Event) -> None:
        async def refresh() -> None:
            view = await self._shell.chat.workspace.get()
            if not self._logo.is_deleted:
                self.show(view)

        self._shell.run(refresh())


async def show(shell: Shell) -> None:
    """Show the workspace's settings."""
    General(shell, await shell.chat.workspace.get())
    await pushes.show(shell)
