"""Small processes at the other end, so that their cost is not counted as Chatapp's."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

TAKER = """
import selectors, socket, sys
chosen = selectors.DefaultSelector()
for _ in range(int(sys.argv[2])):
    mine = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    mine.sendall(sys.argv[3].encode())
    chosen.register(mine, selectors.EVENT_READ)
while chosen.get_map():
    for key, _ in chosen.select():
        if not key.fileobj.recv(1 << 18):
            chosen.unregister(key.fileobj)
"""
GIVER = """
import socket, sys, time
mine, said = socket.create_connection(("127.0.0.1", int(sys.argv[1]))), sys.stdin.buffer.read()
step = len(said) // int(sys.argv[2]) + 1
for start in range(0, len(said), step):
    mine.sendall(said[start : start + step])
    time.sleep(0.001)
while mine.recv(1 << 16):
    pass
"""


@contextmanager
def takers(port: int, count: int, greeting: str = "") -> Iterator[None]:
    """Run a process that opens ``count`` connections, sends ``greeting`` on each, and reads whatever arrives."""
    command = [sys.executable, "-c", TAKER, str(port), str(count), greeting]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def giver(port: int, said: bytes, parts: int) -> Iterator[None]:
    """Run a process that sends ``said`` in ``parts`` parts, a millisecond apart."""
    with tempfile.TemporaryFile() as file:
        file.write(said)
        file.seek(0)
        process = subprocess.Popen([sys.executable, "-c", GIVER, str(port), str(parts)], stdin=file)
    try:
        yield
    finally:
        process.kill()
        process.wait()
