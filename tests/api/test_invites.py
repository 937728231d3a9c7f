"""REST: the workspace and its invite links."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.conftest import MakeProgram, Program
from tests.support.samples.pictures import RED, saved, stripes
from tests.support.servers.databases import POSTGRESQL
from tests.support.servers.server import PASSWORD

pytestmark = pytest.mark.filterwarnings("ignore:open_binary is deprecated:DeprecationWarning")


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_the_workspace_is_read_by_members_and_changed_by_administrators(
    program: MakeProgram, stranger: Program
) -> None:
    ann, ben = await program("ann"), await program("ben")
    assert (await ben.get("workspace")).json() == {
        "name": "Chatapp",
        "logo": None,
        "signup": "open",
        "domains": [],
        "may_members_invite": False,
        "keeps_editions": True,
        "notifications": "mentions",
        "push_text": "who",
        "may_members_add_emoji": True,
    }
    changed = await ann.request(
        "PATCH", "workspace", json={"name": "Acme", "signup": "invite", "domains": ["Acme.com"]}
    )
    assert (changed.status_code, changed.json()["name"], changed.json()["domains"]) == (200, "Acme", ["acme.com"])
    logo = (await ann.put("workspace/logo", content=saved(stripes(RED)))).json()["logo"]
    assert logo.startswith("/logo/")
    refused = await ann.put("workspace/logo", content=b"<svg/>")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "logo")
    for name in ("   ", "x" * 200, "a\u202eb"):
        refused = await ann.request("PATCH", "workspace", json={"name": name})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "name")
    assert (await ben.request("PATCH", "workspace", json={"name": "Mine"})).status_code == 404
    new = {"username": "eve", "email": "eve@acme.com", "password": PASSWORD}
    assert (await stranger.post("accounts", json=new)).status_code == 403


@pytest.mark.each_database(nightly=POSTGRESQL)
async def test_a_link_is_made_shown_once_used_listed_and_revoked(program: MakeProgram, stranger: Program) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room()
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = (await ann.post("invites", json={"uses": 1, "expires_at": until, "rooms": [room]})).json()
    assert made["url"].endswith(f"/join/{made['token']}")
    assert "token" not in (await ann.get(f"invites/{made['id']}")).json()
    assert (await ben.post("invites", json={})).status_code == 403
    assert (await ben.get("invites")).json()["invites"] == []
    accept = f"invites/{made['token']}/accept"
    empty = await stranger.post(accept, json={})
    assert {error["field"] for error in empty.json()["errors"]} == {"name", "email", "password"}
    new = {"name": "Zoë Ångström", "email": "zoe@example.org", "password": PASSWORD}
    joined = await stranger.post(accept, json=new)
    assert joined.status_code == 201, joined.text
    assert (joined.json()["username"], joined.json()["name"]) == ("zoe", "Zoë Ångström")
    assert [one["uuid"] for one in joined.json()["rooms"]] == [room]
    again = await stranger.post(accept, json={**new, "email": "x@example.org"})
    assert again.status_code == 410
    assert "used up" in again.json()["detail"]
    [listed] = (await ann.get("invites")).json()["invites"]
    assert (listed["used"], listed["uses"], listed["state"], listed["created_by"]) == (1, 1, "used_up", "ann")
    other = (await ann.post("invites", json={"rooms": [room]})).json()
    with_account = await ben.post(f"invites/{other['token']}/accept")
    assert (with_account.status_code, with_account.json()["username"]) == (201, "ben")
    assert (await ann.delete(f"invites/{other['id']}")).status_code == 204
    assert (await stranger.post(f"invites/{other['token']}/accept", json=new)).status_code == 410
    assert (await stranger.post("invites/garbled/accept", json=new)).status_code == 404
