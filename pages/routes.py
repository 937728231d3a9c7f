"""Which pages there are, and at which addresses.

To add a page to the shell: write ``async def show(shell, …)`` in the module `page` of a package of its own, give it an
address in `chatapp/web/urls.py`, and name both in `VIEWS`. To add a page before sign-in: write ``register(chat)`` like
those in `pages.auth` and name its module in `AUTH_PAGES`. CONTRIBUTING.md says the rest.
"""

from chatapp.web import urls
from pages import admin
from pages.activity import page as activity
from pages.auth import join, password_reset, set_up, sign_in, sign_up, sign_up_code, unsubscribe
from pages.drafts import page as drafts
from pages.drafts import reminders, scheduled
from pages.emoji import page as emoji_page
from pages.home import page as home
from pages.mentions import page as mentions
from pages.people import page as people
from pages.people import person
from pages.room import page as room
from pages.rooms import page as rooms
from pages.saved import page as saved
from pages.search import page as search
from pages.settings import page as settings
from pages.share import page as share
from pages.shell.views import view
from pages.threads import page as threads

# pages outside of the shell, with their forms' routes
AUTH_PAGES = (sign_in, set_up, sign_up, sign_up_code, join, password_reset, unsubscribe)
VIEWS = {  # address → what fills the middle of the shell there
    urls.HOME: view(home.show),
    urls.MENTIONS: view(mentions.show),
    urls.ACTIVITY: view(activity.show),
    urls.THREADS: view(threads.show),
    urls.ROOMS: view(rooms.show),
    urls.ROOM_ROUTE: view(room.show),
    urls.MESSAGE_ROUTE: view(room.show),
    urls.DRAFTS: view(drafts.show),
    urls.SCHEDULED: view(scheduled.show),
    urls.REMINDERS: view(reminders.show),
    urls.SAVED: view(saved.show),
    urls.SEARCH: view(search.show),
    urls.SHARE: view(share.show),
    urls.EMOJI: view(emoji_page.show),
    urls.PEOPLE: view(people.show),
    urls.SETTINGS: view(settings.show),
    urls.SETTINGS_ROUTE: view(settings.show),
    urls.PERSON_ROUTE: view(person.show),
    urls.ADMIN: view(admin.show),
    urls.ADMIN_ROUTE: view(admin.show),
}
