"""A browser as push services know it: a key pair and a secret, and the reading of what it is sent."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chatapp.web_push import base64url
from chatapp.web_push.encryption import public_key, raw


class PushBrowser:
    """Decrypts by the other half of RFC 8291, which the product has no use for."""

    def __init__(self) -> None:
        self._key = generate_private_key(SECP256R1())
        self.public, self.auth = raw(self._key.public_key()), secrets.token_bytes(16)

    @property
    def keys(self) -> dict[str, str]:
        """What a browser tells of them."""
        return {"p256dh": base64url.encode(self.public), "auth": base64url.encode(self.auth)}

    def read(self, body: bytes) -> bytes:
        """Return what a push says; raises if it is not for this browser."""
        salt, length = body[:16], body[20]
        sender, encrypted = body[21 : 21 + length], body[21 + length :]
        secret = self._key.exchange(ECDH(), public_key(sender))
        shared = HKDF(SHA256(), 32, self.auth, b"WebPush: info\0" + self.public + sender).derive(secret)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(shared)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(shared)
        plain = AESGCM(key).decrypt(nonce, encrypted, None)
        return plain[: plain.rindex(b"\x02")]
