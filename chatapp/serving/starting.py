"""Importing it has Python look for no garbage before there are a million objects.

What imports make stays, and looking at it again and again takes a tenth of the start. Only a program does that, for
itself (`main`): whoever imports `chatapp.client` has a pace of their own. A server sets its pace when it is ready
(`chatapp.serving.garbage_collection`).
"""

import gc

gc.set_threshold(1_000_000, 20, 20)
