"""The request handlers around the dashboards: the way in, the token, redirects and plain error pages."""

from __future__ import annotations

import hmac
from html import escape
from typing import Any
from urllib.parse import urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from voila.tornado.handler import TornadoVoilaHandler

from kit._app.plain import plain_page
from kit.i18n import gettext as _


def error_page(status: int, home: str) -> str:
    """What went wrong and what to do, in a person's words."""
    heading, text = {
        403: (_("This page stays on one machine"), _("Dashboards open only on the machine that runs them.")),
        404: (_("There is no page here"), _("The address may be misspelt, or the page may have moved.")),
    }.get(
        status, (_("Something went wrong"), _("Nothing that was saved is lost. Try to open the page again."))
    )
    onwards = _("Join a gathering") if home == "/delta" else _("To the start page")
    link = f'<p><a href="{escape(home)}">{escape(onwards)}</a></p>'
    return plain_page(heading, f"<p>{escape(text)}</p>{link}")


class _Plain(JupyterHandler):
    """A handler that never shows Jupyter's own pages."""

    def write_error(self, status_code: int, **_details: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(error_page(status_code, self.base_url))


class Token(IdentityProvider):
    """One token for those who may open dashboards; without one, everybody on this machine may."""

    login_handler_class: Any

    @property
    def auth_enabled(self) -> bool:
        return bool(self.token)

    def process_login_form(self, handler: web.RequestHandler) -> User | None:
        typed = handler.get_argument("password", "").strip()
        return self.generate_anonymous_user(handler) if hmac.compare_digest(typed, self.token) else None

    def get_handlers(self) -> list[tuple[str, object]]:
        return [("/login", Login)]


class Login(_Plain, LoginFormHandler):
    """Asks for the token."""

    def _render(self, message: Any = None) -> None:
        wrong = (
            f'<p class="wrong" role="alert">{escape(_("That token is not right."))}</p>' if message else ""
        )
        target = url_path_join(self.base_url, "login")
        query = urlencode({"next": self.get_argument("next", self.base_url)})
        self.finish(
            plain_page(
                _("Only for those who lead the gathering"),
                f'{wrong}<form method="post" action="{escape(target)}?{escape(query)}">'
                f'{self.xsrf_form_html()}<label for="t">{escape(_("Token, as shown where Fagsamling was started"))}'
                f'</label><input id="t" name="password" type="password" autocomplete="current-password" autofocus>'
                f"<button>{escape(_('Open'))}</button></form>",
            )
        )


def _without_token(handler: JupyterHandler) -> str:
    arguments = [
        (name, value) for name, values in handler.request.query_arguments.items() for value in values
    ]
    rest = urlencode([(name, value) for name, value in arguments if name != "token"])
    return handler.request.path + (f"?{rest}" if rest else "")


class Render(_Plain, TornadoVoilaHandler):
    """A dashboard. The token leaves the address bar at once."""

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        self.set_header("Referrer-Policy", "same-origin")
        if "token" in self.request.query_arguments:  # by now it has been checked and a cookie is set
            self.redirect(_without_token(self))
            return
        try:
            async for html in self.get_generator(path=path):
                self.write(html)
                await self.flush()
        except Exception:
            if not self._headers_written:
                raise
            # Half a page is out; its script sees that the end is missing and says so.
            self.log.exception("A dashboard could not be opened: %s", path)
            await self.finish()


class ToStart(_Plain):
    """``/`` leads to the start page, and takes a token along so that it is checked there."""

    @allow_unauthenticated
    def get(self, *_path: str) -> None:
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(url_path_join(self.base_url, "voila/render/start.ipynb") + query)


class ToPhonePages(web.RequestHandler):
    """The phone pages have their own loop; a connection that came here first is asked to come again."""

    def prepare(self) -> None:
        self.set_header("Connection", "close")
        self.set_header("Cache-Control", "no-store")
        self.redirect(self.request.uri or "/delta", status=307)


class ToJoin(web.RequestHandler):
    """Somebody on the network who typed only the machine's address wants to take part."""

    def prepare(self) -> None:
        self.set_header("Connection", "close")
        self.redirect("/delta", status=302)


class NotForOutsiders(web.RequestHandler):
    """A dashboard, asked for from the network while dashboards stay on this machine."""

    def prepare(self) -> None:
        self.set_header("Connection", "close")
        self.set_status(403)
        self.finish(error_page(403, "/delta"))


def for_outsiders() -> web.Application:
    """All that the network sees beside the phone pages."""
    routes: list[Any] = [(r"/", ToJoin), (r"/delta(?:/.*)?", ToPhonePages), (r"/healthz", ToPhonePages)]
    return web.Application(routes, default_handler_class=NotForOutsiders, log_function=lambda _handler: None)


class NotFound(web.RequestHandler):
    """Anything else."""

    def prepare(self) -> None:
        self.set_status(404)
        self.finish(error_page(404, self.settings.get("base_url", "/")))
