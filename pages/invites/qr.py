"""QR codes of invite links: drawn here as one SVG path, so that nothing is asked of anybody else."""

from io import BytesIO
from typing import Final

QUIET: Final = 4  # modules of white around the code, as the standard wants


def qr_html(link: str) -> str:
    """Return a link's QR code as inline SVG, dark on white in every theme: cameras want it so."""
    import segno  # only who invites people needs it

    content = BytesIO()
    segno.make(link, error="m", micro=False).save(
        content, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True, nl=False
    )
    return f'<div class="qr" role="img" aria-label="QR code of the invite link">{content.getvalue().decode()}</div>'
