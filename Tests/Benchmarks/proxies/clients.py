"""Clients of the benchmarks, which count what they asked and what failed."""
import http.client
import re
import signal
import socket
import ssl
import subprocess
import threading

import h2.config
import h2.connection
import h2.events


class Wrk:
    """wrk, with a connection for each request or kept ones; it sends nothing again."""

    def __init__(self, name, url, close=False):
        self.name, self.asked, self.failed = name, 0, 0
        header = ["-H", "Connection: close"] if close else []
        self.process = subprocess.Popen(
            ["wrk", "-t1", "-c4", "-d3600", "--timeout", "10s", *header, url],
            stdout=subprocess.PIPE, text=True)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        output = self.process.communicate()[0]
        self.asked = int(re.search(r"(\d+) requests in", output).group(1))
        errors = re.search(
            r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
        self.failed = sum(map(int, errors.groups())) if errors else 0
        self.failed += int(bad.group(1)) if bad else 0

    def __str__(self):
        return f"{self.name}: {self.asked} requests, {self.failed} failed"


class Client(threading.Thread):
    """A client on a thread of its own."""

    def __init__(self, name, port):
        super().__init__()
        self.label, self.port = name, port
        self.asked, self.failed, self.again = 0, 0, 0
        self.failures = []
        self.over = threading.Event()
        self.start()

    def stop(self):
        self.over.set()
        self.join()

    def run(self):
        while not self.over.is_set():
            for attempt in (1, 2):
                reused = self.is_open()
                try:
                    self.ask()
                    self.asked += 1
                    break
                except (OSError, http.client.HTTPException, EOFError) as error:
                    self.close()
                    if attempt == 2 or not reused:
                        self.failed += 1
                        self.failures.append(repr(error))
                        break
                    self.again += 1

    def __str__(self):
        text = f"{self.label}: {self.asked} requests, {self.failed} failed, {self.again} sent again"
        return "\n  ".join([text] + self.failures[:3])


class Kept(Client):
    """Keep-alive; RFC 9110, 9.3.1: a reused connection that closes before a reply: once more."""

    def is_open(self):
        self.client = getattr(self, "client", None) or http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=10)
        return self.client.sock is not None

    def ask(self):
        self.client.request("GET", "/")
        answer = self.client.getresponse()
        answer.read()
        if answer.status != 200:
            raise http.client.HTTPException(f"status {answer.status}")

    def close(self):
        self.client.close()


class HTTP2(Client):
    """One stream after the other; what a GOAWAY leaves out, RFC 9113, 6.8, is sent once more."""

    socket = None

    def is_open(self):
        return self.socket is not None

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.socket = context.wrap_socket(raw, server_hostname="shop.example")
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.is_leaving = False
        self.buffer = b""

    def events(self):
        """What the next frame says; the library takes a GOAWAY for the end of all streams."""
        while len(self.buffer) < 9 or len(self.buffer) < 9 + int.from_bytes(self.buffer[:3]):
            data = self.socket.recv(65536)
            if not data:
                raise EOFError("closed before the reply")
            self.buffer += data
        end = 9 + int.from_bytes(self.buffer[:3])
        frame, self.buffer = self.buffer[:end], self.buffer[end:]
        events = self.h2.receive_data(frame)
        self.h2.state_machine.state = h2.connection.ConnectionState.CLIENT_OPEN
        return events

    def ask(self):
        if self.socket is None:
            self.connect()
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(
            stream, [(":method", "GET"), (":path", "/"), (":scheme", "https"),
                     (":authority", "shop.example")], end_stream=True)
        self.socket.sendall(self.h2.data_to_send())
        status = None
        while True:
            for event in self.events():
                if isinstance(event, h2.events.ResponseReceived):
                    status = dict(event.headers)[b":status"]
                elif isinstance(event, h2.events.DataReceived):
                    self.h2.acknowledge_received_data(
                        event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.ConnectionTerminated):
                    self.is_leaving = True
                    if event.last_stream_id is not None and event.last_stream_id < stream:
                        raise EOFError("left out by a GOAWAY")
                elif isinstance(event, h2.events.StreamReset):
                    raise EOFError(f"reset, error {event.error_code}")
                elif isinstance(event, h2.events.StreamEnded):
                    if status != b"200":
                        raise http.client.HTTPException(f"status {status}")
                    if self.is_leaving:
                        self.close()
                    else:
                        self.socket.sendall(self.h2.data_to_send())
                    return

    def close(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None
