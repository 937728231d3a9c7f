"""The keyboard's focus in a conversation: it stays where it is when the row it stands in is drawn anew.

Of an older chunk every row is, whichever of its messages has changed.
"""

SCRIPT = """
Object.assign(reader, {
  spot(element) {  // where an element stands: its row's number, and which of the row's links it is
    const row = element.closest('.msg'), {href} = element;
    return row && {number: row.dataset.number, index: [...row.querySelectorAll('a, button')].indexOf(element), href};
  },
  focusOn({number, index, href}) {
    const row = this.row(number), link = row?.querySelectorAll('a, button')[index];
    if (row) row.tabIndex = -1;
    (link && link.href === href ? link : row ?? this.box).focus({preventScroll: true});
  },
  keepFocus() {
    const {focused} = this;
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const spot = this.spot(focused), isLinked = focused.closest('.linked') !== null;
    this.focused = null; this.focusOn(spot);
    if (isLinked) this.row(spot.number)?.classList.add('linked');
  },
});
document.addEventListener('focusin', ({target}) => { reader.focused = target.closest('.msg') && target; });
document.addEventListener('focusout', () => setTimeout(() => {  // not when it was drawn anew: that is mended by then
  if (!document.activeElement?.closest('.msg')) reader.focused = null;
}));
"""
