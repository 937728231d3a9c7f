"""REST: what edited messages said before, edits that come too late, and undoing a removal."""

import pytest

from tests.api.conftest import MakeProgram
from tests.support.servers.databases import POSTGRESQL


@pytest.mark.each_database
async def test_an_edit_that_comes_too_late_is_answered_with_the_newer_text(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    base = (await ann.say(room, "one")).json()["revision"]
    path = f"rooms/{room}/messages/1"
    newer = (await ann.patch(path, json={"body": "two", "base_revision": base})).json()
    late = await ann.patch(path, json={"body": "another two", "base_revision": base})
    assert (late.status_code, late.json()["title"]) == (409, "Changed meanwhile")
    assert (late.json()["body"], late.json()["revision"]) == ("two", newer["revision"])
    assert (await ann.patch(path, json={"body": "x", "base_revision": -1})).status_code == 422
    assert (await ann.patch(path, json={"body": "three"})).status_code == 200
    for reader in (ann, ben):
        found = (await reader.get(f"{path}/editions")).json()["editions"]
        assert [(one["number"], one["body"]) for one in found] == [(2, "two"), (1, "one")]
        assert {one["author_uuid"] for one in found} == {str(ann.actor.uuid)}


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_author_restores_what_they_removed_and_nobody_else_does(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    posted = (await ben.say(room, "oops")).json()
    path = f"rooms/{room}/messages/1"
    await ann.put(f"{path}/reactions/👍")
    assert (await ben.delete(path)).status_code == 204
    gone = (await ann.get(f"rooms/{room}/messages")).json()["messages"][0]
    assert (gone["body"], gone["reactions"]) == ("", [])
    assert (await ann.get(f"{path}/editions")).status_code == 404
    assert (await ann.post(f"{path}/restore")).status_code == 403
    back = await ben.post(f"{path}/restore")
    assert (back.status_code, back.json()["body"], back.json()["deleted_at"]) == (200, "oops", None)
    assert (back.json()["reactions"][0]["emoji"], back.json()["revision"]) == ("👍", posted["revision"] + 3)
    assert (await ann.delete(path)).status_code == 204
    assert (await ben.post(f"{path}/restore")).status_code == 403
