"""Custom emoji on real pages: added, picked, written, reacted with, deleted; two people, wide and on a phone."""

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Locator, ViewportSize, expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.people.emoji import moving, square
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

LOADED = "e => e.complete && e.naturalWidth > 0"
CUSTOM = "section[data-group=Custom]"
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1440, "height": 900}


def gif(name: str, content: bytes = b"") -> FilePayload:
    return {"name": name, "mimeType": "image/gif", "buffer": content or moving(duration=100, loop=0)}


async def is_shown(image: Locator) -> None:
    """Wait until a picture is there, and has come."""
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate(LOADED)


async def test_an_emoji_is_added_picked_written_reacted_with_and_deleted(
    own_server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    ann, ben = await own_server.person("ann"), await own_server.person("ben")
    room = await own_server.room(ann, ben)
    address = f"{own_server.base}/rooms/{room}"
    await own_server.post(ann, room, "early :party-parrot: and `:party-parrot:`")
    anns, bens = await open_page(address, ann, PHONE), await open_page(address, ben, WIDE)
    early = anns.locator(".msg[data-number='1'] .body")
    await expect(early).to_have_text("early :party-parrot: and :party-parrot:")

    # ben comes to the page from the picker's foot; what is refused is said beside the fields, and nothing is lost
    await bens.get_by_role("button", name="Emoji", exact=True).click()
    picker = bens.get_by_role("dialog", name="Emoji")
    await picker.get_by_role("link", name="Add emoji").click()
    await expect(picker).to_be_hidden()
    await expect(bens.get_by_role("heading", level=1)).to_have_text("Custom emoji")
    await expect(bens.get_by_role("heading", name="No custom emoji yet")).to_be_visible()
    name, picture = bens.get_by_label("Name", exact=True), bens.get_by_label("Picture", exact=True)
    await name.fill(":)")
    await picture.set_input_files(gif("Party Parrot.gif", moving(frames=2000, side=8)))
    await bens.get_by_role("button", name="Add emoji").click()
    await expect(bens.locator("#error-emoji-name")).to_have_text(
        "Use 2 to 32 letters a–z, digits, - and _. Begin with a letter."
    )
    await expect(bens.locator("#error-emoji-picture")).to_have_text("An animation can have up to 200 frames.")
    await expect(name).to_have_value(":)")
    assert await violations(bens) == []
    await bens.set_viewport_size(WIDE)
    (tmp_path / "big.gif").write_bytes(b"\0" * 10_000_000)
    await picture.set_input_files(tmp_path / "big.gif")
    await bens.get_by_role("button", name="Add emoji").click()
    await expect(bens.locator("#error-emoji-picture")).to_have_text("The picture can be up to 256 KB.")
    await name.fill("")
    await picture.set_input_files(gif("1 Party-Parrot!.gif"))
    await expect(name).to_have_value("party-parrot")
    await is_shown(bens.get_by_alt_text("Preview of the picture"))
    await bens.get_by_role("button", name="Add emoji").click()
    row = bens.locator(".emoji-rows li", has_text=":party-parrot:")
    await is_shown(row.locator("img"))
    await expect(row).to_contain_text("Added by ben")
    await expect(name).to_have_value("")

    # it is in what was written before, in the picker and in completion
    await is_shown(early.locator("img"))
    await expect(early.locator("code")).to_have_text(":party-parrot:")
    async with own_server.http(ann) as http:
        for number in range(12):
            await http.post(f"/api/v1/emoji?name=other{'abcdefghijkl'[number]}", content=square((20 * number, 90, 160)))
    await bens.get_by_label("Search custom emoji").fill("parrot")
    await expect(bens.locator(".emoji-rows li")).to_have_count(1)
    await bens.get_by_label("Search custom emoji").fill("")
    await expect(bens.locator(".emoji-rows li")).to_have_count(13)
    await expect(bens.get_by_role("button", name="Delete :othera:")).to_have_count(0)
    assert await violations(bens) == []
    await bens.set_viewport_size(WIDE)
    await bens.go_back()
    field = bens.get_by_label("Message", exact=True)
    await bens.get_by_role("button", name="Emoji", exact=True).click()
    group = picker.locator(CUSTOM)
    await is_shown(group.get_by_role("button", name="party parrot").locator("img"))
    assert await violations(bens, within=CUSTOM) == []  # all of it: tests/pages/room/composer/test_composing.py
    await bens.set_viewport_size(WIDE)
    await group.get_by_role("button", name="party parrot").click()
    await expect(field).to_have_value(":party-parrot: ")
    await field.press("End")
    await field.press_sequentially(":part")
    option = bens.get_by_role("option", name=":party-parrot:")
    await is_shown(option.locator("img"))
    await field.press("Enter")
    await expect(field).to_have_value(":party-parrot: :party-parrot: ")
    await field.press("Enter")
    for page in (anns, bens):
        large = page.locator(".msg[data-number='2'] .body.emoji img")
        await expect(large).to_have_count(2)
        await is_shown(large.first)
        assert (await large.first.get_attribute("alt")) == ":party-parrot:"

    # both react with it
    await anns.locator(".msg[data-number='2']").hover()
    await anns.get_by_role("toolbar", name="Message actions").get_by_role("button", name="Add reaction").click()
    anns_picker = anns.get_by_role("dialog", name="Emoji")
    await anns_picker.get_by_label("Search emoji").fill("parrot")
    await anns_picker.get_by_role("button", name="party parrot").click()
    for page in (anns, bens):
        await is_shown(page.locator(".msg[data-number='2'] .reactions li img"))
    chip = bens.locator(".msg[data-number='2'] .reactions li[data-emoji=':party-parrot:']")
    await chip.get_by_role("button").click()
    await expect(chip.locator("b")).to_have_text("2")
    await chip.hover()
    await expect(bens.locator(".reaction-note")).to_have_text(":party-parrot: You, ann")

    # ann deletes it: its name is shown, in texts and reactions, on pages that were open
    await anns.goto(f"{own_server.base}/emoji")
    await anns.get_by_role("button", name="Delete :party-parrot:").click()
    await expect(anns.get_by_role("dialog")).to_contain_text("Messages and reactions that use it will show its name")
    await anns.get_by_role("button", name="Delete emoji").click()
    await expect(anns.locator(".emoji-rows li", has_text=":party-parrot:")).to_have_count(0)
    await expect(bens.locator(".msg[data-number='2'] .body")).to_have_text(":party-parrot: :party-parrot:")
    await expect(chip).to_have_text(":party-parrot: 2")
    await expect(bens.locator(".conversation img.emoji")).to_have_count(0)
    await bens.get_by_role("button", name="Emoji", exact=True).click()
    await expect(picker.get_by_role("region", name="Custom")).to_be_visible()
    await expect(picker.get_by_role("button", name="party parrot")).to_have_count(0)


async def test_members_who_may_not_add_emoji_are_told_whom_to_ask(own_server: Server, open_page: OpenPage) -> None:
    ann, ben = await own_server.person("ann"), await own_server.person("ben")
    bens = await open_page(f"{own_server.base}/emoji", ben)
    await expect(bens.get_by_label("Name", exact=True)).to_be_visible()
    anns = await open_page(f"{own_server.base}/admin/general", ann)
    await anns.get_by_label("Who can add custom emoji").select_option("Administrators")
    await anns.get_by_role("button", name="Save").first.click()
    await expect(bens.get_by_text("Your administrators can add pictures")).to_be_visible()
    await expect(bens.get_by_label("Name", exact=True)).to_have_count(0)
    await anns.get_by_role("link", name="Custom emoji").click()
    await expect(anns.get_by_label("Name", exact=True)).to_be_visible()
