"""Who is asking: passwords, sessions of browsers, tokens of programs, codes by mail, and limits on tries.

| module | what it holds |
|---|---|
| sign_in | signing in and out, step by step (`Sessions`) |
| sessions | signed-in browsers: start, find, renew, end |
| tokens | bearer tokens of programs: issue, recognise |
| known_accounts | what this process remembers of accounts for a moment |
| known_tokens | the bearer tokens that this process has seen lately |
| devices | where a person is signed in, and signing out there |
| open_sessions | the sessions behind the open pages of this process |
| one_time_codes | codes and links sent by mail: issue, prove, redeem |
| passwords | judging, hashing and verifying |
| strength | how easily a password is guessed |
| rate_limit | how often one key may do one thing |
| change_limit | how much one person may change |
| local_counts | the counts of one process |
| known_devices | browsers that a person has signed in with before |
| secret | the signing secret of a data directory |
| cleanup | the job that removes what has expired |
"""

from chatapp.authentication.known_accounts import Known, KnownAccounts
from chatapp.authentication.known_devices import KnownDevices
from chatapp.authentication.known_tokens import KnownTokens
from chatapp.authentication.one_time_codes import OneTimeCodes, Waiting
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimit, RateLimits
from chatapp.authentication.sessions import SignedIn, Visit, end_all, end_sessions, token_hash
from chatapp.authentication.sign_in import Sessions

__all__ = [
    "Known",
    "KnownAccounts",
    "KnownDevices",
    "KnownTokens",
    "OneTimeCodes",
    "OpenSessions",
    "Passwords",
    "RateLimit",
    "RateLimits",
    "Sessions",
    "SignedIn",
    "Visit",
    "Waiting",
    "end_all",
    "end_sessions",
    "token_hash",
]
