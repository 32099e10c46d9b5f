"""A web server on loopback that plays many sites: by Host header and path, with everything a real one does wrong.

Sites are plain functions from a request to an answer; ``Raw`` answers write their bytes to the socket themselves.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Ask:
    """A request. ``headers`` have small names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    status: int | None = None  # of the answer, once it was made

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        values = parse_qs(urlsplit(self.target).query) | parse_qs(self.body.decode("latin-1"))
        return {name: found[0] for name, found in values.items()}


@dataclass
class Answer:
    """A well-formed answer. With ``tag`` it has an ETag and a Last-Modified, and a conditional request gets a 304."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    tag: bool = True


@dataclass
class Raw:
    """Bytes as they are written, pieces with pauses; ``reset`` ends the connection with RST."""

    write: Callable[[socket.socket], None]
    reset: bool = False


Site = Callable[[Ask], "Answer | Raw | None"]


class Server:
    """Runs in threads of this process; ``asked`` counts requests by host and target, ``log`` holds them in order."""

    def __init__(self, sites: dict[str, Site], certificate: ssl.SSLContext | None = None) -> None:
        self.sites = sites
        self.context = certificate
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.log: list[tuple[str, Ask]] = []
        self.closing = False
        self.lock = threading.Lock()
        self.threads: list[threading.Thread] = []
        self.open: set[socket.socket] = set()
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def url(self, host: str, path: str = "/") -> str:
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    @property
    def asked(self) -> Counter[str]:
        with self.lock:
            return Counter(f"{host}{ask.target}" for host, ask in self.log)

    def forget(self) -> None:
        with self.lock:
            self.log.clear()

    def _accept(self) -> None:
        while not self.closing:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        self.open.add(connection)
        try:
            connection.settimeout(20)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
                self.open.add(connection)
            stream = connection.makefile("rb")
            while not self.closing and self._one(connection, stream):
                pass
        except (OSError, ValueError):
            pass
        finally:
            self.open.discard(connection)
            connection.close()

    def _one(self, connection: socket.socket, stream: Any) -> bool:
        line = stream.readline(65536)
        if not line:
            return False
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers: dict[str, str] = {}
        while (row := stream.readline(65536).strip()) != b"":
            name, _, value = row.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        ask = Ask(method, target, headers, body)
        host = headers.get("host", "").partition(":")[0]
        with self.lock:
            self.log.append((host, ask))
        site = self.sites.get(host)
        answer = site(ask) if site is not None else None
        if isinstance(answer, Raw):
            try:
                answer.write(connection)
            except OSError:
                return False
            if answer.reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            return False
        connection.sendall(self._bytes(answer or Answer(b"<h1>404</h1>", 404, tag=False), ask))
        return True

    def _bytes(self, answer: Answer, ask: Ask) -> bytes:
        status, body = answer.status, answer.body
        headers = {"Content-Type": answer.content_type, "Connection": "keep-alive", **answer.headers}
        if answer.tag and status == 200:
            etag = f'"{hashlib.md5(body).hexdigest()[:16]}"'
            headers |= {"ETag": etag, "Last-Modified": formatdate(1_700_000_000, usegmt=True)}
            if ask.headers.get("if-none-match") == etag:
                status, body = 304, b""
        ask.status = status
        headers["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {status} {'OK' if status == 200 else 'Other'}\r\n{head}\r\n".encode("latin-1") + body

    def close(self) -> None:
        self.closing = True
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self.listener.close()
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
        for thread in self.threads:
            thread.join(5)


@contextmanager
def serving(sites: dict[str, Site], certificate: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(sites, certificate)
    try:
        yield server
    finally:
        server.close()
