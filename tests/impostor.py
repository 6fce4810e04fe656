"""A program that listens like a PostgreSQL server and is none: it keeps what it was sent.

Source: PostgreSQL, Frontend/Backend Protocol, "SASL Authentication"; RFC 5802.
"""

import base64
import socket
import ssl
import struct
import threading
from contextlib import suppress
from typing import Final

from alo183_desktop.db.server_address import ServerAddress

ASK_CLEARTEXT: Final = b"R\x00\x00\x00\x08\x00\x00\x00\x03"
"""A server's AuthenticationCleartextPassword."""
ASK_MD5: Final = b"R\x00\x00\x00\x0c\x00\x00\x00\x05salt"
"""A server's AuthenticationMD5Password, with a salt of its choice."""
LET_IN: Final = b"R\x00\x00\x00\x08\x00\x00\x00\x00"
"""A server's AuthenticationOk, of one that asks for nothing."""
_SASL, _CONTINUE, _FINAL = 10, 11, 12
_ASKED_FOR_TLS: Final = b"\x04\xd2\x16\x2f"
_SALT: Final = b"impostor-salt-00"


def _authentication(kind: int, said: bytes) -> bytes:
    return b"R" + struct.pack("!II", len(said) + 8, kind) + said


ASK_SCRAM: Final = _authentication(_SASL, b"SCRAM-SHA-256\0\0")
"""A server's AuthenticationSASL, without the kind that is bound to the TLS channel."""


class Impostor:
    """Listens on this machine, asks for a password in some way, and knows none.

    Attributes:
        asks: What it answers to who has said their name.
        proof: What it says in SCRAM to show that it knows the password; None: nothing, it lets in.
        port: Where it listens.
        heard: What it was sent, message by message, without what asks for TLS.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """Begin to listen.

        Args:
            tls: To speak TLS by; None: it speaks none.
        """
        self.asks = ASK_CLEARTEXT
        self.proof: bytes | None = bytes(32)
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.heard: list[bytes] = []
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def address(self) -> ServerAddress:
        """Where it listens, as a server of this machine."""
        return ServerAddress("127.0.0.1", self.port, "alo183", "disable")

    def close(self) -> None:
        """Stop listening and hang up; may be repeated."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        if self._client is not None:
            with suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self._client = client
            with suppress(OSError), client:
                self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        said = client.recv(4096)
        if said[4:8] == _ASKED_FOR_TLS and self._tls is not None:
            client.sendall(b"S")
            with self._tls.wrap_socket(client, server_side=True) as sealed:
                self._ask(sealed, sealed.recv(4096))
        else:
            self._ask(client, said)

    def _ask(self, client: socket.socket, said: bytes) -> None:
        self.heard.append(said)
        client.sendall(self.asks)
        self.heard.append(client.recv(4096))
        if self.asks != ASK_SCRAM or not self.heard[-1]:
            return
        nonce = self.heard[-1].rpartition(b"r=")[2] + b"impostor"
        salt = base64.b64encode(_SALT)
        client.sendall(_authentication(_CONTINUE, b"r=%s,s=%s,i=4096" % (nonce, salt)))
        self.heard.append(client.recv(4096))
        if self.proof is not None:
            client.sendall(_authentication(_FINAL, b"v=" + base64.b64encode(self.proof)))
        client.sendall(LET_IN)
        self.heard.append(client.recv(4096))
