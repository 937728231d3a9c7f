"""Chatapp's server without one of its NiceGUI patches: `python -m benchmarks.without_patch PATCH serve`."""

import sys

from nicegui import Client

from pages import nicegui_patches
from pages.nicegui_patches import direct_outbox, lookups, plain_props, scripts, signature_cache


def _static_element() -> None:
    nicegui_patches.StaticElement = nicegui_patches.FallbackStaticElement  # type: ignore[assignment]


def _plain_props() -> None:
    plain_props.PLAIN, plain_props.VISIBLE = plain_props.ORIGINAL, (plain_props.VISIBLE[0],) * 2


def _signature_cache() -> None:
    signature_cache.expects_arguments = signature_cache._expects_arguments


def _escaping() -> None:
    signature_cache._escaped = lambda content, table: content.decode().translate(table).encode()


def _lookups() -> None:
    lookups.install = _nothing


def _scripts() -> None:
    scripts.install = _nothing


def _nothing(*, is_wanted: bool) -> None:
    """Install nothing."""


def _release_request() -> None:
    def keep(client: Client) -> None:
        """Keep the request."""

    direct_outbox.release_request = keep  # type: ignore[attr-defined]


WITHOUT = {
    "none": lambda: None,
    "static_element": _static_element,
    "plain_props": _plain_props,
    "signature_cache": _signature_cache,
    "escaping": _escaping,
    "lookups": _lookups,
    "scripts": _scripts,
    "release_request": _release_request,
}

if __name__ == "__main__":
    WITHOUT[sys.argv.pop(1)]()
    import main

    main.cli()
