"""Why there is no copy. Each error's text is a sentence for the operator, without secrets.

CopyError
├── CopyRefused          not allowed or not possible; a retry is refused again
├── CopyInProgress       another run or process is writing to the database; retry later
├── DatabaseUnavailable  a database cannot be reached or went away; a retry resumes
└── CopyMismatch         copied, but the copy is not equal to the original
"""


class CopyError(Exception):
    """Base of all errors of a copy."""


class CopyRefused(CopyError):  # noqa: N818
    """The copy is not allowed or not possible."""


class CopyInProgress(CopyError):  # noqa: N818
    """Another run or process is writing to the database."""


class DatabaseUnavailable(CopyError):  # noqa: N818
    """A database cannot be used at the moment."""


class CopyMismatch(CopyError):  # noqa: N818
    """The copy is not equal to what was read."""
