"""Colours, type and spacing, for light and dark: the one place with hex values."""

CSS = """
:root {
  --font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --t12: 12px; --t13: 13px; --t14: 14px; --t16: 16px; --t20: 20px; --t28: 28px;
  --radius: 6px; --radius-l: 10px; --target: 36px;
  --bg: #ffffff; --bg-side: #f5f6f7; --bg-hover: #ebedef; --bg-raised: #ffffff; --line: #dfe2e6;
  --text: #1c2024; --text-2: #5a6470; --accent: #3a4fc4; --accent-text: #ffffff; --accent-soft: #e6e9fb;
  --danger: #b42318; --danger-text: #ffffff; --danger-soft: #fdecea; --here: #1a7f43; --away: #9a6700; --shadow: 0 8px 30px #1c202422;
  --code-bg: #f3f4f6; --avatar-l: 48%; --avatar-c: .105; --tile-l: .93; --tile-c: .045; --tile-ink: .42;
}
body.body--dark {
  --bg: #17191c; --bg-side: #1e2125; --bg-hover: #2a2e33; --bg-raised: #212529; --line: #33383e;
  --text: #e5e8eb; --text-2: #a0a9b3; --accent: #9aa8ff; --accent-text: #14161f; --accent-soft: #2a3050;
  --danger: #ff8d84; --danger-text: #1c1110; --danger-soft: #3b2322; --here: #54c77f; --away: #e0a93f; --shadow: 0 8px 30px #000a;
  --code-bg: #22262a; --avatar-l: 46%; --avatar-c: .1; --tile-l: .34; --tile-c: .06; --tile-ink: .86;
}
@media (max-width: 767px) { :root { --target: 44px; } }
"""
