"""Addresses as links: where one begins, where it ends, and what is shown of it."""

from markdown_it import MarkdownIt


def add_links(parser: MarkdownIt) -> None:
    """Make a parser turn addresses with a scheme into links, and nothing else that merely looks like one."""
    parser.enable("linkify")
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        parser.linkify.add("ftp:", None).add("//", None)
