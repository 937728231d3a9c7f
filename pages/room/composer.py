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
from pages.browser import assets
from pages.components import icons
from pages.components.elements import add_static_element, box, markup
from pages.shell.shell import Shell

OUTBOX = """
window.outbox = {
  items: [], inFlight: new Set(), isPaused: false,
  field() { return document.querySelector('.composer textarea'); },
  get place() { return document.querySelector('.pending'); },
  get prefix() { return 'chatapp.' + document.querySelector('.shell').dataset.account + '.'; },
  store(key, value) {
    try { value ? localStorage.setItem(this.prefix + key, value) : localStorage.removeItem(this.prefix + key); return true; }
    catch { return false; }
  },
  load(key) { try { return localStorage.getItem(this.prefix + key) || ''; } catch { return ''; } },
  adopt() {
    let keys = []; try { keys = Object.keys(localStorage); } catch {}
    for (const key of keys.filter(key => key.startsWith(this.prefix + 'sent.'))) {
      try {
        const item = JSON.parse(localStorage.getItem(key));
        if (item.id && item.room && item.body && !this.items.some(other => other.id === item.id)) this.items.push(item);
      } catch { this.store(key.slice(this.prefix.length), ''); }
    }
    this.items.sort((a, b) => a.at - b.at);
  },
  connected() { this.inFlight.clear(); this.isPaused = false; this.adopt(); this.flush(); this.draw(); },
  enter() {
    this.draw(); const field = this.field(); if (!field) return;
    if (!field.value) field.value = this.load('draft.' + this.place.dataset.room);
    this.grow(field); if (matchMedia('(hover: hover)').matches) field.focus();
  },
  grow(field) { field.style.height = 'auto'; field.style.height = field.scrollHeight + 'px'; },
  typed(field) {
    this.note(''); this.grow(field);
    this.store('draft.' + this.place.dataset.room, field.value);
  },
  note(words) { const note = document.querySelector('.composer-note .error'); if (note) note.textContent = words; },
  post() {
    const field = this.field(), body = field.value, length = [...body].length;
    if (!body.trim()) return;
    if (length > LIMIT) return this.note(`A message may have at most ${(LIMIT).toLocaleString()} characters; this has ` +
      `${length.toLocaleString()}.`);
    const id = '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c =>
      (+c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +c / 4).toString(16));
    const item = {id, room: this.place.dataset.room, body, at: Date.now()};
    this.items.push(item); field.value = ''; this.typed(field);
    if (!this.store('sent.' + id, JSON.stringify(item))) this.note('Your browser stores nothing: keep this page open until it is sent.');
    this.flush(); this.draw(); reader.newest();
  },
  flush() {
    if (!window.socket?.connected || this.isPaused) return;
    const busy = new Set();  // one at a time for each room keeps their order
    for (const item of this.items.filter(item => !item.why)) {
      if (!busy.has(item.room) && !this.inFlight.has(item.id)) {
        this.inFlight.add(item.id); emitEvent('outbox_post', item.room, item.id, item.body);
      }
      busy.add(item.room);
    }
  },
  remove(id) { this.items = this.items.filter(item => item.id !== id); this.store('sent.' + id, ''); this.draw(); this.flush(); },
  done(id) { this.inFlight.delete(id); this.remove(id); },
  later(id, seconds) {
    this.inFlight.delete(id); this.isPaused = true; setTimeout(() => { this.isPaused = false; this.flush(); }, seconds * 1000);
  },
  mark(id, why) {
    this.inFlight.delete(id); const item = this.items.find(item => item.id === id); if (!item) return;
    item.why = why; this.store('sent.' + id, JSON.stringify(item)); this.draw(); this.flush();
  },
  edit(item) {
    const field = this.field(); field.value = [item.body, field.value].filter(Boolean).join('\\n'); this.typed(field);
    this.remove(item.id); field.focus(); },
  draw() {
    const place = this.place; if (!place) return;
    const make = (tag, name, words) => Object.assign(document.createElement(tag), {className: name, textContent: words});
    const act = (words, what) => Object.assign(make('button', '', words), {type: 'button', onclick: what});
    place.replaceChildren(...this.items.filter(item => item.room === place.dataset.room).map(item => {
      const row = make('div', item.why ? 'waiting failed' : 'waiting', ''), why = make('div', 'why', item.why || 'Sending…');
      const body = make('div', 'body', ''); body.append(make('p', '', item.body)); row.append(body, why);
      if (item.why) why.append(' ', act('Try again', () => this.mark(item.id, '')),
        ...(this.field() ? [act('Edit', () => this.edit(item))] : []), act('Discard', () => this.remove(item.id)));
      return row;
    }));
  },
  async signOut(form) {
    this.adopt();
    if (this.items.length && !confirm('Some messages are not sent yet. Sign out and discard them?')) return;
    let kept = [];  // on a shared computer the next person must not find drafts; put back if signing out fails
    try { kept = Object.entries(localStorage).filter(([key]) => key.startsWith(this.prefix)); } catch {}
    for (const [key] of kept) localStorage.removeItem(key);
    let answer; try { answer = await fetch(form.action, {method: 'POST', redirect: 'manual'}); } catch {}
    if (answer?.type === 'opaqueredirect') return window.location.assign('/login');
    await new Promise(wait => setTimeout(wait, 1000));  // the page may be on its way to /login already: then it ends here
    for (const [key, value] of kept) localStorage.setItem(key, value);
    alert('Chatapp cannot be reached just now, so you are still signed in.');
  },
};
window.addEventListener('storage', (e) => {  // sent or discarded in another tab
  const prefix = outbox.prefix + 'sent.';
  if (e.key?.startsWith(prefix) && !e.newValue) { outbox.items = outbox.items.filter(i => prefix + i.id !== e.key); outbox.draw(); }
});
""".replace("LIMIT", str(BODY_LIMIT))

ENTER_SENDS = """(e) => {
  if (e.target.localName !== 'textarea' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault(); outbox.post();
}"""

HEAD = assets.script(OUTBOX)
NOTE = (
    '<span class="offline" role="status">Reconnecting, your message will be sent.</span>'
    '<span class="error" role="alert"></span>'
)


class Composer:
    """The field and the button under a conversation, and the messages still on their way."""

    def __init__(self, room_uuid: UUID, addressee: str) -> None:
        pending(room_uuid)
        with box("composer") as element:
            with box("composer-box"):
                self._field = add_static_element(
                    "textarea", "", rows="1", aria_label="Message", placeholder=_words(addressee)
                )
                markup(icons.svg("send"), "button primary", "button", type="button", aria_label="Send", title="Send")
            markup(NOTE, "composer-note")
        element.on("keydown.enter", js_handler=ENTER_SENDS)
        element.on("input", js_handler="(e) => outbox.typed(e.target)")
        element.on("click", js_handler="(e) => e.target.closest('button') && outbox.post()")
        ui.run_javascript("outbox.enter()")

    def address(self, addressee: str) -> None:
        """Say whom one writes to."""
        self._field.set({"placeholder": _words(addressee)})


def _words(addressee: str) -> str:
    return f"Message {addressee}"


def pending(room_uuid: UUID) -> None:
    """Show this room's messages that are still on their way, or were refused."""
    add_static_element("div", "pending", aria_label="Messages being sent", role="status", data_room=str(room_uuid))


def install_outbox(shell: Shell) -> None:
    """Give the page its outbox, and take in what it sends. Call once for each page."""
    ui.add_head_html(HEAD)
    shell.run_on_connect("outbox.connected()")

    async def take(event: events.GenericEventArguments) -> None:
        if not (isinstance(event.args, list) and len(event.args) == 3 and all(isinstance(a, str) for a in event.args)):
            return  # not from our outbox
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
        queue = shell.chat.post_queue
        await messages.post(queue, actor=shell.actor, room_uuid=room_uuid, body=body, client_message_id=key)
    except (Unavailable, RateLimited) as error:
        return f"outbox.later({quoted}, {error.retry_after})"
    except Unauthenticated:
        return ""  # the page is on its way to sign in; the outbox keeps the message
    except ChatError as error:
        return f"outbox.mark({quoted}, {json.dumps(str(error))})"
    return f"outbox.done({quoted})"
