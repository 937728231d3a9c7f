"""The form of a new account, which signing up, an invite and the first run share: name, e-mail, password."""

from fastapi import Request
from fastapi.responses import Response
from nicegui import events
from pydantic import BaseModel

from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.web import urls
from chatapp.web.proxies import client_address
from chatapp.workspace import WorkspaceView, domains
from pages.auth import auth_layout
from pages.components.fields import Field
from pages.components.forms import PostedForm

NAME = Field("name", "Name", autocomplete="name")
EMAIL = "email"
PASSWORD = Field(
    "password", "Password", "password", "new-password", hint="At least 8 characters.", is_shown_on_demand=True
)


class AccountForm(BaseModel):
    """What the forms of new accounts send. Missing values are empty, and refused beside their fields.

    A form that sends a username is one of the first kind, which has the fields of `SignUp` one by one.
    """

    name: str | None = None
    username: str | None = None
    email: str = ""
    password: str = ""
    first_name: str = ""
    last_name: str = ""
    country: str = ""
    workspace: str | None = None
    setup_token: str = ""
    next: str = ""

    def sign_up(self, *, invite: str = "") -> SignUp:
        """Return what a person enters to sign up. ``invite``: the token of an invite link."""
        name = self.name if self.username is not None else self.name or ""
        parts = (self.username, self.email, self.password, self.first_name, self.last_name, self.country)
        return SignUp(*parts, name=name, invite=invite)


def add_account_fields(form: PostedForm, workspace: WorkspaceView) -> None:
    """Add the three fields. Which e-mail domains can sign up is said before anything is typed, and when one is."""
    allowed = workspace.domains
    hint = f"Use your address at {domains.listed(allowed)}." if allowed else ""
    form.field(NAME)
    entry = form.field(Field(EMAIL, "E-mail", "email", "email", hint=hint))
    form.field(PASSWORD)

    def check(event: events.GenericEventArguments) -> None:
        sentence = ""
        try:
            domains.refuse_others(str(event.args), allowed)
        except Invalid as error:
            sentence = error.fields[EMAIL]
        form.tell(EMAIL, sentence)

    if allowed:
        entry.on("change", check, js_handler="(e) => emit(e.target.value)")


async def submit(chat: Chat, request: Request, form: AccountForm, *, invite: str = "") -> Response:
    """Make the account and sign in, or redirect to the page that asks for the code.

    Raises:
        ChatError: the account cannot be made.
    """
    made = await chat.sign_ups.submit(form.sign_up(invite=invite), asker=client_address(request))
    if isinstance(made, Actor):
        return await auth_layout.sign_in_new(chat, request, made.account_id, form.next)
    return auth_layout.redirect(
        urls.SIGN_UP_CONFIRM, handle=str(made.handle), next=auth_layout.next_unless_home(form.next)
    )
