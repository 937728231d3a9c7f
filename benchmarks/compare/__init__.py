"""Chatapp and its peers, side by side: the same text, stored before it is sent, to the same number of open pages."""
