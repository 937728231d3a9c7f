"""The view of where a person is mentioned."""
