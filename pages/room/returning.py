"""Links into the room that is shown, and the browser's Back and Forward there: they move only the conversation.

Each entry of the browser's history knows where one read while it was the present one, and which link one left it by.
NiceGUI's own router has no part in this; the server is told by the event ``address`` (the number of the message that
the address names, or 0) at which address the page is now.
"""

SCRIPT = r"""
Object.assign(reader, {
  within({origin, pathname}) {  // what an address names of the room that is shown
    const found = origin === location.origin && pathname.match(/\/rooms\/([^/]+)(?:\/(\d{1,15}))?$/);
    if (!found || !this.box?.isConnected || this.isLeaving || found[1] !== this.box.dataset.room) return null;
    return {path: found[0], number: +(found[2] ?? 0), isMessage: !!found[2]};
  },
  follow(event) {
    const more = event.target.closest('.conversation [data-say]'); if (more) return this.say(more.dataset.say);
    const link = event.target.closest('a[href]'), to = link && this.within(link);
    if (!to || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); event.stopPropagation();
    document.querySelector('.scrim')?.click();  // closes the sidebar of narrow screens
    if (link.pathname !== location.pathname) {
      this.note(link);
      history.pushState({page: to.path}, '', (window.path_prefix || '') + to.path);
      this.say('address', to.number);
    }
    to.isMessage ? this.reach({number: to.number, kind: 'link'}) : this.newest();
  },
  note(link) {  // browsers allow a hundred changes in thirty seconds
    clearTimeout(this.noting); this.noting = null;
    if (this.awaited || !this.within(location)) return;
    const {isAtEnd, anchor, offset} = this, spot = link && this.spot(link);
    const place = {isAtEnd, number: +anchor, kind: 'place', offset, spot};
    history.replaceState({...history.state, place}, '');
  },
  noteSoon() { this.noting ??= setTimeout(() => this.note(), 1000); },
  returned(event) {
    const to = this.within(location), place = event.state?.place;
    clearTimeout(this.noting); this.noting = null;
    if (!to) { this.isLeaving = true; return; }  // NiceGUI leads to another view
    event.stopImmediatePropagation();
    this.say('address', to.number);
    if (place ? !place.isAtEnd : to.isMessage) return this.reach(place ?? {number: to.number, kind: 'link'});
    this.newest(place?.spot);
  },
  reach(place) {
    const row = this.row(place.number); this.awaited = row ? null : place;
    if (row) this.stand(row, place); else this.say('jump', place.number);
  },
});
document.addEventListener('click', event => reader.follow(event), true);
window.addEventListener('popstate', event => reader.returned(event), true);
"""
