"""People: making, changing and deleting their accounts, and finding them.

| module | what it holds |
|---|---|
| sign_up_form | checking what a person enters to sign up |
| registration | who may sign up, and making an account at once |
| sign_ups | making an account by a code mailed to the address |
| password_resets | a forgotten password: a mailed link |
| email_changes | another e-mail address, proven by a code |
| own_account | what your own password allows: changing it, deleting the account |
| deletion | deleting an account: what happens to its rooms and messages |
| administrators | the last administrator cannot go |
| profiles | what people say of themselves, and what others see |
| avatars | their pictures |
| preferences | how their own pages look, and what others see of their typing and reading |
| statuses, status_ends | what they do just now, and the job that ends it |
| directory | finding people |
| usernames | proposing one |
| time_zones | which zones there are |
| names, countries | what is a valid username, name, address or country; what is taken |

The classes (`Accounts`, `SignUps` …) are the steps around a transaction; see `docs/decisions/0020-house.md`.
"""

from chatapp.accounts import avatars, countries, directory, profiles, statuses
from chatapp.accounts.avatars import Avatars
from chatapp.accounts.deletion import delete_account
from chatapp.accounts.directory import PersonView, find, suggest
from chatapp.accounts.email_changes import EmailChanges
from chatapp.accounts.own_account import OwnAccount, set_password
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.profiles import PersonCard, Profile, ProfileEdit
from chatapp.accounts.registration import Accounts, Entrance, register, register_administrator
from chatapp.accounts.sign_up_form import SignUp
from chatapp.accounts.sign_ups import SignUps

__all__ = [
    "Accounts",
    "Avatars",
    "EmailChanges",
    "Entrance",
    "OwnAccount",
    "PasswordResets",
    "PersonCard",
    "PersonView",
    "Profile",
    "ProfileEdit",
    "SignUp",
    "SignUps",
    "avatars",
    "countries",
    "delete_account",
    "directory",
    "find",
    "profiles",
    "register",
    "register_administrator",
    "set_password",
    "statuses",
    "suggest",
]
