"""The first ten minutes: setting a workspace up, who may sign up, where new people arrive, and what they see there.

| module | what it holds |
|---|---|
| entrance | who may sign up, and the rooms they arrive in |
| set_up | the first account, with the workspace's name and its first room |
| getting_started | the card that greets new people until they dismiss it |
"""

from chatapp.onboarding.entrance import WorkspaceEntrance
from chatapp.onboarding.getting_started import dismiss, is_shown
from chatapp.onboarding.set_up import SetUp

__all__ = ["SetUp", "WorkspaceEntrance", "dismiss", "is_shown"]
