"""A serial server on the network as RFC 2217 has it (Moxa, NPort): pyserial's own port manager in front of a port of this file."""

import contextlib
import socket
import threading
import time

from serial import rfc2217


class FarPort:
    """The serial port behind the server; what the device sends looks right at its own baud rate only."""

    cts = dsr = ri = cd = True
    rts = dtr = rtscts = xonxoff = dsrdtr = break_condition = False
    in_waiting = out_waiting = 0

    def __init__(self, baud=9600):
        self.own, self.baudrate, self.bytesize, self.parity, self.stopbits = baud, 9600, 8, "N", 1

    def reset_input_buffer(self):
        """A server is asked to clear its port on opening."""

    reset_output_buffer = reset_input_buffer

    def spoken(self, text):
        return text if self.baudrate == self.own else bytes(each | 0x80 for each in text[::2])


class Server:
    """`send` types as the device; `gone` closes every connection and refuses new ones until `back`."""

    def __init__(self, far=None):
        self.far, self.heard = far or FarPort(), bytearray()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.number = self._listener.getsockname()[1]
        self._lock, self._line, self._guard = threading.Lock(), None, None
        self._accept()

    @property
    def address(self):
        return f"rfc2217://127.0.0.1:{self.number}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gone()

    def send(self, text):
        """Once somebody is connected."""
        while self._guard is None or not self._guard._client_is_rfc2217:
            time.sleep(0.01)
        with contextlib.suppress(OSError):
            self.write(b"".join(self._guard.escape(self.far.spoken(text))))

    def write(self, sent):
        with self._lock:
            if self._line is not None:
                self._line.sendall(sent)

    def gone(self):
        # A thread that waits in accept keeps a closed listener open: it is woken first.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock, contextlib.suppress(OSError, AttributeError):
            self._line.shutdown(socket.SHUT_RDWR)
            self._line.close()
        self._thread.join()

    def back(self):
        self._listener = socket.create_server(("127.0.0.1", self.number), reuse_port=False)
        self._accept()

    def _accept(self):
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                self._line, _ = self._listener.accept()
                self._guard = rfc2217.PortManager(self.far, self)
                with contextlib.suppress(OSError):
                    while read := self._line.recv(1024):
                        self.heard += b"".join(self._guard.filter(read))
                self._guard = None
                self._line.close()
