"""Emphasis: when an asterisk marks text as bold or italic, and when it is a character like any other."""

from markdown_it.rules_inline import StateInline, emphasis


def asterisks_only(state: StateInline, silent: bool) -> bool:
    """Parse a run of asterisks; underscores are characters."""
    return state.src[state.pos] == "*" and emphasis.tokenize(state, silent)
