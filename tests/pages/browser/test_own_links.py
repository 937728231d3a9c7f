"""Links in messages: those that lead into this Chatapp open here, others in a tab of their own."""

import pytest

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

BODY = '<a class="room-row" href="/rooms/a"></a><div class="msg"><div class="body"><p></p></div></div>'
PRESS = """([address, withKey]) => new Promise((resolve) => {
  const link = Object.assign(document.createElement('a'), {href: address, target: '_blank', textContent: 'there'});
  document.querySelector('.body p').replaceChildren(link);
  const pressed = [];
  const listen = (event) => {
    pressed.push([event.target.getAttribute('href'), event.target.target, event.defaultPrevented]);
    event.preventDefault();
  };
  window.addEventListener('click', listen);
  link.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, ctrlKey: withKey}));
  window.removeEventListener('click', listen);
  resolve(pressed);
})"""


async def test_a_link_to_a_message_here_opens_here_and_every_other_link_elsewhere(load: LoadModules) -> None:
    page = await load("own_links", html=BODY)
    origin = await page.evaluate("location.origin")
    here, elsewhere = f"{origin}/rooms/a/3?thread=b", "https://elsewhere.test/rooms/a/3"
    assert await page.evaluate(PRESS, [here, False]) == [["/rooms/a/3?thread=b", "", False], [here, "_blank", True]]
    for address, with_key in ((here, True), (elsewhere, False), (f"{origin}/files/a/b.pdf", False)):
        assert await page.evaluate(PRESS, [address, with_key]) == [[address, "_blank", False]]
