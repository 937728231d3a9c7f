"""Push over REST: whether it is on, subscribing, the list, and ending it; and the page's own routes."""

from tests.support.browser.push_browser import PushBrowser
from tests.support.servers.server import Server

ENDPOINT = "https://fcm.googleapis.com/fcm/send/secret"


async def test_a_program_subscribes_lists_and_ends_and_sees_no_secret(own_server: Server) -> None:
    ann, bob = await own_server.person(), await own_server.person()
    browser = PushBrowser()
    new = {"endpoint": ENDPOINT, **browser.keys}
    async with own_server.http(bob) as http:
        assert (await http.get("/api/v1/me/push")).json() == {"is_on": False, "key": "", "subscriptions": []}
        made = await http.post("/api/v1/me/push", json=new)
        assert made.status_code == 201, made.text
        assert (await http.post("/api/v1/me/push", json=new)).json() == made.json(), "twice is once"
        (one,) = made.json()["subscriptions"]
        assert (one["service"], one["device"], one["is_waiting"]) == ("fcm.googleapis.com", "test", False)
        assert "secret" not in made.text
        for field, wrong in (("endpoint", "https://192.168.1.1/"), ("p256dh", "x"), ("auth", "x")):
            refused = await http.post("/api/v1/me/push", json={**new, field: wrong})
            assert refused.status_code == 422
            assert [error["field"] for error in refused.json()["errors"]] == [field]
    async with own_server.http(ann) as http:
        assert (await http.get("/api/v1/me/push")).json()["subscriptions"] == []
        taken = await http.post("/api/v1/me/push", json={"endpoint": ENDPOINT, **PushBrowser().keys})
        assert taken.status_code == 409
        assert (await http.patch("/api/v1/workspace", json={"push_text": "all"})).json()["push_text"] == "all"
        assert (await http.patch("/api/v1/workspace", json={"push_text": "loud"})).status_code == 422
    async with own_server.http(bob) as http:
        assert (await http.delete("/api/v1/me/push", params={"endpoint": "https://x/"})).json()["subscriptions"]
        assert (await http.delete("/api/v1/me/push")).json()["subscriptions"] == []


async def test_a_browser_subscribes_with_its_cookie_and_nobody_else_can(server: Server) -> None:
    ann = await server.person()
    new = {"endpoint": f"{ENDPOINT}/{ann.username}", **PushBrowser().keys}
    for headers in ({}, ann.bearer, {"Cookie": "chatapp_session=x"}):
        async with server.http(headers=headers) as http:
            assert (await http.get("/push")).status_code == 401
            assert (await http.post("/push", json=new)).status_code == 401
    async with server.http(headers={"Cookie": ann.cookie}) as http:
        assert (await http.get("/push")).json() == {"key": ""}
        assert (await http.post("/push", json=new)).status_code == 204
        assert (await http.post("/push", json={**new, "auth": "x"})).status_code == 422
        assert (await http.get("/api/v1/me/push", headers=ann.bearer)).json()["subscriptions"][0]["device"]
        assert (await http.post("/logout")).status_code < 400
    async with server.http(ann) as http:
        assert (await http.get("/api/v1/me/push")).json()["subscriptions"] == [], "gone with the sign-in"
