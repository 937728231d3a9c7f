"""Typing a one-time code."""

CSS = """
.body .k, .body .kn, .body .kc, .body .kd, .body .kr, .body .ow, .body .nt { color: #8250df; }
.body .s, .body .s1, .body .s2, .body .sd, .body .sa, .body .se, .body .sb { color: #0a6b3b; }
.body .c, .body .c1, .body .cm, .body .ch { color: #5a6470; font-style: italic; }
.body .mi, .body .mf, .body .mh, .body .nb, .body .bp { color: #0550ae; }
.body .nf, .body .nc, .body .nd, .body .na { color: #953800; }
.body--dark .body .k, .body--dark .body .kn, .body--dark .body .kc, .body--dark .body .kd, .body--dark .body .kr,
.body--dark .body .ow, .body--dark .body .nt { color: #c9a6ff; }
.body--dark .body .s, .body--dark .body .s1, .body--dark .body .s2, .body--dark .body .sd, .body--dark .body .sa,
.body--dark .body .se, .body--dark .body .sb { color: #7ee0a0; }
.body--dark .body .c, .body--dark .body .c1, .body--dark .body .cm, .body--dark .body .ch { color: #a0a9b3; }
.body--dark .body .mi, .body--dark .body .mf, .body--dark .body .mh, .body--dark .body .nb, .body--dark .body .bp { color: #8cc2ff; }
.body--dark .body .nf, .body--dark .body .nc, .body--dark .body .nd, .body--dark .body .na { color: #ffb77c; }
"""
