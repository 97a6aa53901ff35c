"""A controller with proxies on loopback, and servers behind them."""

import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

DOCUMENT = """\
version: 1
admin: {{listen: "127.0.0.1:{admin}", power: true}}
haproxy: {{log: {{target: "{log}"}}}}
health: {{interval: 1s, timeout: 1s}}
proxies:
  - name: shop
    listen: 127.0.0.1:{shop}
    check: {{type: connect}}
    servers:
      - {{name: app1, address: "127.0.0.1:{one}", weight: 7}}  # the old one
      - {{name: app2, address: "127.0.0.1:{two}"}}
  - name: wiki
    listen: 127.0.0.1:{wiki}
    check: {{type: connect}}
    servers:
      - {{name: wiki1, address: "127.0.0.1:{one}"}}
      - {{name: wiki2, address: "127.0.0.1:1"}}
  - name: search
    listen: 127.0.0.1:{search}
    check: {{type: connect}}
    servers:
      - {{name: search1, address: "127.0.0.1:2"}}
  - name: mail
    mode: tcp
    listen: 127.0.0.1:{mail}
    check: {{type: connect}}
    servers:
      - {{name: mail1, address: "127.0.0.1:{one}", state: offline}}
      - {{name: mail2, address: "127.0.0.1:{two}"}}
sslServices:
  - {{name: shop-ssl, listen: "127.0.0.1:{ssl}", certificate: shop, backend: shop}}
certificates: [{{name: shop}}]
"""


def free_port():
    """Returns a port of loopback that no program has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Quiet(http.server.BaseHTTPRequestHandler):
    """Answers every request, and writes no log."""

    def do_GET(self):
        if self.path == "/slow":
            time.sleep(10)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


class Site:
    """A running controller; `close` ends it, its HAProxy and its servers."""

    def __init__(self, program):
        self.program = program
        # Short, because the path of a socket has at most 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="bb-", dir="/tmp")
        self.servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) for _ in "12"]
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        names = ["admin", "shop", "wiki", "search", "mail", "ssl"]
        ports = {name: free_port() for name in names}
        ports["one"], ports["two"] = [server.server_port for server in self.servers]
        self.ports = ports
        self.address = f"https://127.0.0.1:{ports['admin']}"
        self.file = f"{self.folder}/ballast.yaml"
        with open(self.file, "w") as file:
            file.write(DOCUMENT.format(log=f"{self.folder}/access.log", **ports))
        self.state = f"{self.folder}/state"
        self.log = f"{self.folder}/log"
        self.daemon = subprocess.Popen(
            [program, "run", "-f", self.file, "--no-addresses", "--state", self.state,
             "--runtime", f"{self.folder}/run"],
            stdout=open(self.log, "w"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def setup_link(self):
        """Returns the link of the log that makes the first account."""
        return self.wait("the setup link", lambda: (
            re.search(r"https://\S+/setup/\S+", open(self.log).read()) or [None])[0])

    def add_account(self, name, group, password):
        """Adds an account by the command."""
        subprocess.run(
            [self.program, "user", "add", name, "--group", group, "--password-stdin",
             "--state", self.state],
            input=password + "\n", text=True, check=True, capture_output=True)

    def request(self, name):
        """Requests a page of a proxy."""
        with socket.create_connection(("127.0.0.1", self.ports[name])) as client:
            client.sendall(b"GET /here HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            while client.recv(1000):
                pass

    def open_connections(self, name, count):
        """Returns open connections to a proxy, each with a request that is not answered yet."""
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", self.ports[name]))
            client.sendall(b"GET /slow HTTP/1.1\r\nhost: shop\r\n\r\n")
            clients.append(client)
        return clients

    def text(self):
        """Returns the text of the document."""
        return open(self.file).read()

    def wait(self, name, condition, seconds=30):
        """Returns the first value of a condition that counts."""
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if self.daemon.poll() is not None:
                raise RuntimeError(f"the controller has ended: {open(self.log).read()}")
            if time.monotonic() > end:
                raise RuntimeError(f"{name}: not in {seconds} s; {open(self.log).read()[-2000:]}")
            time.sleep(0.1)

    def close(self):
        """Ends everything."""
        try:
            master = int(open(f"{self.folder}/run/haproxy/master").read().split()[0])
        except (OSError, ValueError, IndexError):
            master = None
        self.daemon.send_signal(signal.SIGTERM)
        try:
            self.daemon.wait(20)
        except subprocess.TimeoutExpired:
            self.daemon.kill()
        if master:
            try:
                os.kill(master, signal.SIGTERM)
            except ProcessLookupError:
                pass
        for server in self.servers:
            server.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)
