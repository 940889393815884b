"""A connection that carries frames, in the clear or over TLS 1.3."""
import socket
import ssl
import struct

import codec

CONNECT_TIMEOUT_S = 10


def tls_context(ca_file):
    """Trusts the authority in the file and checks the server's name; None for no TLS."""
    if ca_file is None:
        return None
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


class Connection:
    def __init__(self, host, port, context):
        self.socket = socket.create_connection((host, port), CONNECT_TIMEOUT_S)
        self.received = bytearray()
        try:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context is not None:
                self.socket = context.wrap_socket(self.socket, server_hostname=host)
        except OSError:
            self.socket.close()
            raise

    def send(self, frame):
        self.socket.settimeout(CONNECT_TIMEOUT_S)
        self.socket.sendall(frame)

    def receive(self, timeout_s):
        """The next message that this version knows; None if none is complete within the time."""
        self.socket.settimeout(timeout_s)
        while True:
            body = self.next_frame()
            if body is not None:
                message = codec.decode(body)
                if message is not None:
                    return message
                continue
            try:
                data = self.socket.recv(65_536)
            except (socket.timeout, ssl.SSLWantReadError):
                return None
            if not data:
                raise ConnectionError("the server closed the connection")
            self.received += data

    def next_frame(self):
        if len(self.received) < 4:
            return None
        length, = struct.unpack_from("<I", self.received)
        if not 8 <= length <= codec.FRAME_LENGTH_MAX:
            raise codec.ProtocolError("a frame of %d bytes: is this the server's port for stations?" % length)
        if len(self.received) < 4 + length:
            return None
        body = bytes(self.received[4:4 + length])
        del self.received[:4 + length]
        return body

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes so that a Hello which the kernel still holds is never sent."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
