"""A document of many proxies, and a `ballast run` that follows it, for the benchmarks."""
import json
import os
import signal
import socket
import subprocess
import time


def document(proxies, servers, weight=1, extra=0):
    """Proxies on 127.2.0.0/16; `weight` is that of p0/s0, `extra` further servers are p0's."""
    addresses = [f"127.2.{p // 250}.{p % 250 + 1}" for p in range(proxies)]
    lines = ["version: 1", "proxies:"]
    for p in range(proxies):
        listen = addresses[p] + ":20080"
        lines.append(f"  - name: p{p}\n    listen: {listen}\n    persistence: cookie\n    servers:")
        count = servers + (extra if p == 0 else 0)
        for s in range(count):
            value = weight if p + s == 0 else 1
            address = f"127.3.{p // 250}.{p % 250 + 1}:{20000 + s}"
            lines.append(f"      - {{name: s{s}, address: {address}, weight: {value}}}")
    return "\n".join(lines) + "\n"


class Ballast:
    """The program under test in a folder of its own."""

    def __init__(self, program, folder, text):
        self.program, self.folder = program, folder
        self.path = os.path.join(folder, "ballast.yaml")
        self.log = open(os.path.join(folder, "log"), "ab")
        self.process = None
        self.save(text)

    def save(self, text):
        """Replaces the document as editors do."""
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.path + ".new", self.path)

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "run", "--no-addresses", "-f", self.path,
             "--runtime", os.path.join(self.folder, "run"),
             "--state", os.path.join(self.folder, "state")],
            stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        try:
            with open(self.haproxy("haproxy.pid"), encoding="ascii") as file:
                os.kill(int(file.read()), signal.SIGTERM)
        except OSError:
            pass

    def haproxy(self, name):
        return os.path.join(self.folder, "run", "haproxy", name)

    def ask(self, line, name="stats.sock"):
        """HAProxy's own answer; nothing while it does not listen."""
        return ask(self.haproxy(name), line)

    def events(self):
        """How often each kind of line stands in the log."""
        counts = {}
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as file:
            for line in file:
                words = line.split(": ", 2)
                if len(words) == 3:
                    kind = "reload" if "HAProxy was reloaded" in line else words[1]
                    counts[kind] = counts.get(kind, 0) + 1
        return counts


def ask(path, line):
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(path)
            client.sendall(line.encode() + b"\n")
            client.shutdown(socket.SHUT_WR)
            reply = b""
            while part := client.recv(65536):
                reply += part
            return reply.decode()
    except OSError:
        return ""


def wait(what, condition, limit=60.0, pause=0.0005):
    """Time until the condition holds, in seconds."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() - begin > limit:
            raise SystemExit(f"never came: {what}")
        time.sleep(pause)
    return time.monotonic() - begin


def median(values):
    return sorted(values)[len(values) // 2]
