"""The index of rooms, and the dialogs that make, change and join one."""
