"""A virus scanner of our own for the tests."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """As much of clamd as INSTREAM needs: it finds EICAR, and refuses what is too long."""

    def __init__(self, family=socket.AF_INET, address=("127.0.0.1", 0), *, most=10**6, says=None):
        self.most, self.says, self.heard = most, says, []
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.bind(address)
        self.socket.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self):
        if self.socket.family == socket.AF_UNIX:
            return f"unix://{self.socket.getsockname()}"
        return "tcp://{}:{}".format(*self.socket.getsockname())

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()

    def _serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                line.sendall(self._reply(line))

    def _reply(self, line):
        assert self._read(line, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self._read(line, 4))[0]:
            content += self._read(line, size)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.heard.append(content)
        if self.says is not None:
            return self.says
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    def _read(self, line, size):
        read = b""
        while len(read) < size and (piece := line.recv(size - len(read))):
            read += piece
        return read
