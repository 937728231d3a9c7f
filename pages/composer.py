"""Writing a message: the browser owns the text until it is stored.

What is typed is kept in the browser as a draft, and what is sent waits there in an outbox until the server says that it
is durable: across lost connections, reloads and restarts, sent exactly once thanks to its ``client_message_id``.
"""

import json
from uuid import UUID, uuid4

from nicegui import events, ui

from chatapp import messages
from chatapp.errors import ChatError, RateLimited, Unauthenticated, Unavailable
from chatapp.text import BODY_LIMIT
from pages.elements import box, icon, text
from pages.layout import Shell

OUTBOX = """
window.outbox = {
  sent: new Set(),
  field() { return document.querySelector('.composer textarea'); },
  get room() { return this.field()?.dataset.room; },
  get key() { return 'chatapp.outbox.' + document.querySelector('.shell').dataset.account; },
  items() { return JSON.parse(localStorage.getItem(this.key) || '[]'); },
  save(items) { localStorage.setItem(this.key, JSON.stringify(items)); this.draw(); },
  draft() { return this.key + '.' + this.room; },
  connected() { this.sent.clear(); this.flush(); this.draw(); },
  enter() {
    const field = this.field(); if (!field) return;
    if (!field.value) field.value = localStorage.getItem(this.draft()) || '';
    this.typed(field); this.draw(); if (matchMedia('(hover: hover)').matches) field.focus();
  },
  typed(field) {
    field.value ? localStorage.setItem(this.draft(), field.value) : localStorage.removeItem(this.draft());
    field.style.height = 'auto'; field.style.height = field.scrollHeight + 'px'; this.note('');
  },
  note(words) { const note = document.querySelector('.composer-note .error'); if (note) note.textContent = words; },
  post() {
    const field = this.field(), body = field.value, length = [...body].length;
    if (!body.trim()) return;
    if (length > LIMIT) return this.note(`A message may have at most ${(LIMIT).toLocaleString()} characters; this has ` +
      `${length.toLocaleString()}.`);
    const id = '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c =>
      (+c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +c / 4).toString(16));
    field.value = ''; this.typed(field);
    this.save([...this.items(), {id, room: this.room, body}]); this.flush();
    document.querySelector('.conversation').scrollTop = 0;
  },
  flush() {
    if (!window.socket?.connected) return;
    for (const item of this.items()) if (!item.why && !this.sent.has(item.id)) {
      this.sent.add(item.id); emitEvent('outbox_post', item.room, item.id, item.body);
    }
  },
  done(id) { this.save(this.items().filter(item => item.id !== id)); },
  later(id, seconds) { setTimeout(() => { this.sent.delete(id); this.flush(); }, seconds * 1000); },
  refused(id, why) { this.save(this.items().map(item => item.id === id ? {...item, why} : item)); },
  retry(id) { this.sent.delete(id); this.save(this.items().map(item => item.id === id ? {...item, why: ''} : item));
    this.flush(); },
  edit(item) { const field = this.field(); field.value = item.body; this.typed(field); this.done(item.id); field.focus(); },
  draw() {
    const place = document.querySelector('.pending'); if (!place) return;
    const make = (tag, name, words) => Object.assign(document.createElement(tag), {className: name, textContent: words});
    const act = (words, what) => Object.assign(make('button', '', words), {type: 'button', onclick: what});
    place.replaceChildren(...this.items().filter(item => item.room === this.room).map(item => {
      const row = make('div', item.why ? 'waiting failed' : 'waiting', ''), why = make('div', 'why', item.why || 'Sending…');
      const body = make('div', 'body', ''); body.append(make('p', '', item.body)); row.append(body, why);
      if (item.why) why.append(' ', act('Try again', () => this.retry(item.id)), act('Edit', () => this.edit(item)),
        act('Discard', () => this.done(item.id)));
      return row;
    }));
  },
};
""".replace("LIMIT", str(BODY_LIMIT))

ENTER_SENDS = """(e) => {
  if (e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault(); outbox.post();
}"""


class Composer:
    """The field and the button under a conversation, and the messages still on their way."""

    def __init__(self, room_uuid: UUID, room_name: str) -> None:
        box("pending", aria_label="Messages being sent", role="status")
        with box("composer"):
            with box("composer-box"):
                field = box("", "textarea", rows="1", placeholder=f"Message #{room_name}", aria_label="Message")
                field.props["data-room"] = str(room_uuid)
                field.on("keydown.enter", js_handler=ENTER_SENDS)
                field.on("input", js_handler="(e) => outbox.typed(e.target)")
                with box("button primary", "button", type="button", aria_label="Send", title="Send").on(
                    "click", js_handler="() => outbox.post()"
                ):
                    icon("send")
            with box("composer-note"):
                text("span", "Reconnecting, your message will be sent.", "offline").props("role=status")
                text("span", "", "error").props("role=alert")
        ui.run_javascript("outbox.enter()")


def install_outbox(shell: Shell) -> None:
    """Give the page its outbox, and take in what it sends. Call once for each page."""
    ui.add_head_html(f"<script>{OUTBOX}</script>")
    shell.client.on_connect(lambda: shell.client.run_javascript("outbox.connected()"))

    async def take(event: events.GenericEventArguments) -> None:
        if not (isinstance(event.args, list) and len(event.args) == 3 and all(isinstance(a, str) for a in event.args)):
            return
        room, key, body = event.args
        shell.client.run_javascript(await _answer(shell, room, key, body))

    ui.on("outbox_post", take)


async def _answer(shell: Shell, room: str, key: str, body: str) -> str:
    """Post what the outbox sent; return what to tell it."""
    quoted = json.dumps(key)
    try:
        room_uuid = UUID(room)
    except ValueError:
        room_uuid = uuid4()  # a room that does not exist: refused by the service like any other
    try:
        draft = messages.draft(actor=shell.actor, room_uuid=room_uuid, body=body, client_message_id=key)
        await shell.chat.post(draft)
    except (Unavailable, RateLimited) as error:
        return f"outbox.later({quoted}, {error.retry_after})"
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the outbox keeps the message
    except ChatError as error:
        return f"outbox.refused({quoted}, {json.dumps(str(error))})"
    return f"outbox.done({quoted})"
