"""Errors as people see them: a notification, a sentence in the view's place, or a page without scripts."""

import asyncio

import pytest
from nicegui import Client, core, ui

from chatapp.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from pages.browser.calls import call
from pages.shell import errors


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())  # as a server does when it starts
    return Client(ui.page(""))


async def notices(client: Client) -> list[str]:
    """Return the code of the notifications that wait to be sent to a page."""
    await asyncio.sleep(0.01)
    return [data["code"] for _, kind, data in client.outbox.messages if kind == "run_javascript"]


async def test_what_a_service_refuses_is_shown_as_a_notification_and_anything_else_is_not_hidden(
    client: Client,
) -> None:
    async def refused(reason: Exception) -> None:
        raise reason

    handler = errors.with_error_notices(client, refused)
    await handler(Forbidden("You may not do this."))
    assert await notices(client) == [call("toasts.show", "You may not do this.")]
    with pytest.raises(ValueError, match="a mistake of ours"):
        await handler(ValueError("a mistake of ours"))


async def test_a_job_in_the_background_is_silent_on_a_page_that_goes_to_the_sign_in_page(
    client: Client,
) -> None:
    async def fail(reason: Exception) -> None:
        raise reason

    for reason in (Unauthenticated(), NotFound("gone")):
        errors.run_in_background(client, fail(reason))
    assert await notices(client) == [call("toasts.show", "gone")]


def test_an_unexpected_error_tells_nothing_of_its_inside() -> None:
    assert str(errors.as_chat_error(ValueError("secret"))) == errors.FAILURE
    known = NotFound()
    assert errors.as_chat_error(known) is known


def test_only_a_page_that_waits_for_the_database_reloads_by_itself() -> None:
    for error, reloads in ((NotFound(), False), (Unavailable(), True)):
        answer = errors.plain_page(error)
        assert answer.status_code == error.status
        assert (errors.REFRESH in bytes(answer.body).decode()) is reloads


def test_a_page_whose_session_ended_while_it_was_built_goes_to_the_sign_in_page_by_itself(client: Client) -> None:
    with client:
        errors.show_error(NotFound())
        assert not [one for one in client.elements.values() if one.tag == "try-again"]
        errors.show_error(Unauthenticated())
    assert [one.props["data-seconds"] for one in client.elements.values() if one.tag == "try-again"] == ["0"]
