"""A bucket that speaks S3: moto's server, in a process of its own on loopback."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.support.running import lifetimes
from tests.support.running.patience import PATIENCE
from tests.support.servers.server import free_port

BUCKET = "chatapp"
SERVE = "import sys; from moto.server import main; main(sys.argv[1:])"


@dataclass
class S3Server:
    """One server with one empty bucket."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as the setting takes it."""
        return f"s3://key:secret@{BUCKET}?endpoint=http://127.0.0.1:{self.port}"

    def start(self) -> "S3Server":
        """Start the process and wait until it has made the bucket."""
        command = [sys.executable, "-c", SERVE, "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(
            lifetimes.ending_with_us(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        place = f"http://127.0.0.1:{self.port}/{BUCKET}"
        signed = "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request"
        for _ in range(int(PATIENCE / 0.1)):
            try:
                with urlopen(Request(place, b"", {"Authorization": signed}, method="PUT")):
                    return self
            except HTTPError:
                raise
            except URLError:  # not there yet
                assert self.process.poll() is None, "moto's server did not start"
                time.sleep(0.1)
        raise AssertionError("moto's server was not ready in time")

    def stop(self) -> None:
        """End it, and all it kept."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
