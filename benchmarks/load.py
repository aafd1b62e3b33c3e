"""The client, a process of its own: keep-alive connections, one request each at a time, one thread, one epoll.

Written on raw sockets so that it takes a small part of a core where both sides of a comparison share two.
    python -m benchmarks.load PORT CONNECTIONS SECONDS REQUESTS    (REQUESTS: a file, JSON [[path, key], …])
prints JSON: requests done, seconds, the median time of one in seconds, and the answers that were not 200.
"""

import json
import random
import select
import socket
import statistics
import sys
import time
from pathlib import Path

END_OF_HEAD = b"\r\n\r\n"


def requests_in(path: Path) -> list[bytes]:
    """The bytes of every request, in the file's order."""
    made = []
    for target, key in json.loads(path.read_text()):
        authorization = f"authorization: Bearer {key}\r\n" if key else ""
        made.append(f"GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\n{authorization}\r\n".encode())
    return made


def length_of(answer: bytes) -> int:
    """How long the whole answer is, head and body; 0 while its head is not there. Pure."""
    head = answer.find(END_OF_HEAD)
    if head < 0:
        return 0
    marked = answer[:head].lower().partition(b"content-length:")[2]
    return head + len(END_OF_HEAD) + int(marked.partition(b"\r\n")[0])


class Connection:
    """One socket and the request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.answer = b""
        self.missing = 0

    def ask(self, request: bytes) -> None:
        self.answer, self.missing, self.began = b"", 0, time.perf_counter()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Take what has come; whether the answer is whole."""
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        self.answer += received
        self.missing = self.missing or length_of(self.answer)
        return bool(self.missing) and len(self.answer) >= self.missing


def load(port: int, connections: int, seconds: float, requests: list[bytes]) -> dict[str, object]:
    """Ask without pause on every connection for `seconds`."""
    poll, times, failed = select.epoll(), [], []
    turn = random.randrange(len(requests))
    open_: dict[int, Connection] = {}
    for _ in range(connections):
        connection = Connection(port)
        open_[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
        connection.ask(requests[turn % len(requests)])
        turn += 1
    began = time.perf_counter()
    end, waiting = began + seconds, connections
    while waiting:
        for number, _ in poll.poll():
            connection = open_[number]
            if not connection.answered():
                continue
            now = time.perf_counter()
            times.append(now - connection.began)
            if not connection.answer.startswith(b"HTTP/1.1 200"):
                failed.append(connection.answer[:1500].decode(errors="replace"))
            if now < end:
                connection.ask(requests[turn % len(requests)])
                turn += 1
            else:
                waiting -= 1
    return {
        "done": len(times),
        "seconds": time.perf_counter() - began,
        "median": statistics.median(times),
        "failed": len(failed),
        "first_failure": failed[0] if failed else "",
    }


if __name__ == "__main__":
    port, connections, seconds, path = sys.argv[1:]
    print(json.dumps(load(int(port), int(connections), float(seconds), requests_in(Path(path)))))
