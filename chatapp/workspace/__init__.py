"""The workspace: its name and logo, and who may sign up.

| module | what it holds |
|---|---|
| workspace | reading and changing it |
| domains | which e-mail domains may sign up |
| logos | its picture |
| current | what pages show of it, read once and again after each change |
"""

from chatapp.workspace.current import CurrentWorkspace
from chatapp.workspace.logos import Logos
from chatapp.workspace.workspace import DEFAULT_NAME, NAME_LIMIT, WorkspaceEdit, WorkspaceView, edit, read
from models import SignUpPolicy

__all__ = [
    "DEFAULT_NAME",
    "NAME_LIMIT",
    "CurrentWorkspace",
    "Logos",
    "SignUpPolicy",
    "WorkspaceEdit",
    "WorkspaceView",
    "edit",
    "read",
]
