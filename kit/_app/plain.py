"""A small page of its own, for what is said where no dashboard can be shown."""

from __future__ import annotations

from html import escape

from kit.i18n import language

_STYLE = """html{background:#fbfaf6;color:#17262b;font:18px/1.5 "Segoe UI",-apple-system,Roboto,"Noto Sans",
"Liberation Sans",Arial,sans-serif}body{max-width:34em;margin:12vh auto;padding:0 20px}h1{font-size:28px;
font-weight:600;line-height:1.2}a{color:#0e5160}label{display:block;margin-bottom:4px}input{font:inherit;
padding:8px 12px;border:1px solid #7d786c;border-radius:6px;background:#fff;color:inherit;width:100%;
box-sizing:border-box}button{font:600 16px/1 inherit;font-family:inherit;height:44px;padding:0 20px;
margin-top:16px;border:0;border-radius:6px;background:#0e5160;color:#fff}.button{display:inline-block;
font-weight:600;font-size:16px;line-height:44px;padding:0 20px;border-radius:6px;background:#0e5160;color:#fff;
text-decoration:none}:focus-visible{outline:3px solid
#0e5160;outline-offset:3px}.wrong{background:#f7e3df;border-radius:10px;padding:12px 16px}"""


def plain_page(heading: str, body: str) -> str:
    """A small page of its own; ``body`` is HTML."""
    return (
        f'<!DOCTYPE html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(heading)} – Fagsamling</title><link rel="icon" href="data:,"><style>{_STYLE}</style>'
        f"</head><body><main><h1>{escape(heading)}</h1>{body}</main></body></html>"
    )
