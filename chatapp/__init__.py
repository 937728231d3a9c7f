"""What Chatapp does: accounts, rooms, messages, and the road each message takes. Imports no NiceGUI."""
