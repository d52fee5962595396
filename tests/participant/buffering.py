"""A proxy between phones and server that ruins event streams, as some school networks do."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress


class BufferingProxy(threading.Thread):
    """Passes nothing on before it has the whole reply, as some school networks do."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._door.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(connection,), daemon=True).start()

    def _pass(self, phone: socket.socket) -> None:
        with phone, socket.create_connection(("127.0.0.1", self._to)) as server:
            request = b""
            while b"\r\n\r\n" not in request:
                part = phone.recv(65536)
                if not part:  # browsers open connections that they never use
                    return
                request += part
            head, _, body = request.partition(b"\r\n\r\n")
            length = int((re.findall(rb"(?i)content-length: (\d+)", head) or [b"0"])[0])
            while len(body) < length:
                body += phone.recv(65536)
            head = re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head) + b"\r\nConnection: close"
            server.sendall(head + b"\r\n\r\n" + body)
            reply = b""
            while part := server.recv(65536):
                reply += part
            with suppress(OSError):
                phone.sendall(reply)

    def close(self) -> None:
        self._door.close()
