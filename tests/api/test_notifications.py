"""REST: rules of notifications, and activity."""

from datetime import UTC, datetime, timedelta

from tests.api.conftest import MakeProgram

RULES = {
    "level": "all",
    "keywords": ["deploy"],
    "quiet_days": ["monday"],
    "quiet_from": "22:30",
    "quiet_to": "07:05",
    "time_zone": "Europe/Berlin",
    "paused_until": None,
    "mail": False,
    "sound": True,
}


async def test_rules_are_set_as_a_whole_and_each_wrong_field_is_named(program: MakeProgram) -> None:
    ann = await program("ann")
    assert (await ann.request("PUT", "me/notifications", json=RULES)).json().items() >= RULES.items()
    assert (await ann.get("me/notifications")).json().items() >= RULES.items()
    wrong = {
        "level": "loud",
        "keywords": "deploy",
        "quiet_days": ["someday"],
        "quiet_from": 22,
        "time_zone": "Europe/Atlantis",
        "paused_until": "tomorrow",
        "mail": 1,
    }
    for field, value in wrong.items():
        refused = await ann.request("PUT", "me/notifications", json={field: value})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"].partition(".")[0] == field
    refused = await ann.request("PUT", "me/notifications", json={"quiet_from": "24:00", "quiet_to": "7"})
    assert {error["field"] for error in refused.json()["errors"]} == {"quiet_from", "quiet_to"}
    refused = await ann.request("PUT", "me/notifications", json={"paused_until": "2026-11-29T09:30:00"})
    assert {error["field"] for error in refused.json()["errors"]} == {"paused_until"}
    assert (await ann.get("me/notifications")).json().items() >= RULES.items()
    default = (await ann.request("PUT", "me/notifications", json={})).json()
    assert (default["level"], default["workspace_level"], default["quiet_from"]) == (None, "mentions", "22:00")


async def test_a_rooms_level_and_activity(program: MakeProgram) -> None:
    ann, ben = await program("ann"), await program("ben")
    room = await ann.room(ben)
    assert (await ben.request("PUT", f"rooms/{room}/notifications", json={"level": "mentions"})).status_code == 204
    assert (await ben.get(f"rooms/{room}")).json()["notifications"] == "mentions"
    assert (await ben.request("PUT", f"rooms/{room}/notifications", json={})).status_code == 422
    for number in range(3):
        await ann.say(room, f"@ben {number}")
    first = (await ben.get("me/alerts", params={"limit": 2})).json()
    assert [one["number"] for one in first["alerts"]] == [3, 2]
    assert (first["unread"], first["alerts"][0]["kind"], first["alerts"][0]["is_unread"]) == (3, "mention", True)
    rest = (await ben.get("me/alerts", params={"cursor": first["next"]})).json()
    assert ([one["number"] for one in rest["alerts"]], rest["next"]) == ([1], None)
    ids = [one["id"] for one in first["alerts"]]
    assert (await ben.post("me/alerts/read", json={"ids": ids})).status_code == 204
    unread = (await ben.get("me/alerts", params={"is_unread": True, "kind": "mention"})).json()
    assert [one["number"] for one in unread["alerts"]] == [1]
    for body in ({}, {"ids": ids, "upto": 1}, {"ids": [True]}, {"ids": [1] * 501}, {"upto": -1}):
        assert (await ben.post("me/alerts/read", json=body)).status_code == 422
    assert (await ben.post("me/alerts/read", json={"upto": rest["alerts"][0]["id"]})).status_code == 204
    assert (await ben.get("me/alerts")).json()["unread"] == 0
    for number in (2**53, 2**63, -1):
        refused = await ann.request("POST", "me/alerts/read", json={"ids": [1, number]})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "ids.1")


async def test_who_is_paused_is_told_of_a_direct_message_anyway(program: MakeProgram) -> None:
    ann, ben, eve = await program("ann"), await program("ben"), await program("eve")
    room = (await ann.post("direct", json={"usernames": ["ben"]})).json()["uuid"]
    path = f"rooms/{room}/notify-anyway"
    assert (await ann.get(path)).json() == {"paused": [], "number": None}
    assert (await ann.post(path)).status_code == 422, "nobody is paused, and nothing was written"
    await ben.request("PUT", "me/notifications", json=paused())
    await ann.say(room, "the house is on fire")
    (one,) = (await ann.get(path)).json()["paused"]
    assert one["name"] == "ben"
    assert (await ann.get(path)).json()["number"] == 1
    assert (await ben.get(path)).json() == {"paused": [], "number": None}
    assert [(await ann.post(path)).status_code for _ in range(4)] == [204, 204, 204, 429]
    assert (await eve.get(path)).status_code == 404
    assert (await eve.post(path)).status_code == 404
    usual = await ann.room(ben)
    assert (await ann.get(f"rooms/{usual}/notify-anyway")).status_code == 403


def paused() -> dict[str, str]:
    return {"paused_until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
