"""The floor: a Tornado server that stores each post in SQLite and nothing more.

No validation, no groups, no event streams of substance. What the kit costs is told as a ratio
to this, measured in the same run on the same machine.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler


class Answers(RequestHandler):
    """Takes any body."""

    def initialize(self, database: sqlite3.Connection) -> None:
        self.database = database

    def post(self) -> None:
        self.database.execute("INSERT INTO answer (body) VALUES (?)", (self.request.body,))
        self.database.commit()
        self.set_status(201)
        self.finish({})


async def main(port: int, path: str) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, body BLOB)")
    app = Application([(r"/delta/\w+/answers", Answers, {"database": database})])
    server = HTTPServer(app)
    server.listen(port, "127.0.0.1", backlog=1024)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
