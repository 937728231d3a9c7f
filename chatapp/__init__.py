"""What Chatapp does: accounts, rooms, messages, and the road each message takes. Imports no NiceGUI.

Importing it has Python look for no garbage before there are a million objects: what imports make stays, and looking at
it again and again takes a tenth of the start. A server sets its own pace when it is ready
(`chatapp.serving.garbage_collection`).
"""

import gc

gc.set_threshold(1_000_000, 20, 20)
