"""The view of the threads that a person follows."""
