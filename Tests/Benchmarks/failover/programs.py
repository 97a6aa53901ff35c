"""The programs that move the address, each as a pair on the nodes of a segment."""
import json
import os
import signal
import socket
import struct
import subprocess
import time

from segment import Unsettled, address


class Election:
    """ballast-elect, with this benchmark as its controller."""

    def __init__(self, segment, interval, binaries):
        self.segment, self.interval = segment, interval
        self.program = os.path.join(binaries, "ballast-elect")
        self.nodes = {}

    def start(self, host):
        path = f"{self.segment.work}/{host}.sock"
        process = subprocess.Popen(self.segment.command(host, self.program, "--socket", path))
        connection = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + 30
        while connection.connect_ex(path) != 0:
            if time.monotonic() > end:
                raise Unsettled(f"{path} is open")
            time.sleep(0.02)
        self.nodes[host] = (process, connection)
        number = "ab".index(host)
        self.ask(host, {"request": "adopt"})
        self.ask(host, {"request": "settings", "settings": {
            "node": host, "nodes": ["a", "b"], "address": f"10.9.0.{number + 1}",
            "links": [{"interface": "eth0"}],
            "groups": [{"name": "web", "priority": 150 - 50 * number, "interval": self.interval,
                        "routers": [{"id": 51, "addresses": [
                            {"interface": "eth0", "address": f"{address}/24"}]}]}]}})

    def ask(self, host, request):
        connection = self.nodes[host][1]
        body = json.dumps(request).encode()
        connection.sendall(struct.pack("!I", len(body)) + body)
        while True:
            size = struct.unpack("!I", connection.recv(4, socket.MSG_WAITALL))[0]
            reply = json.loads(connection.recv(size, socket.MSG_WAITALL))
            if reply["reply"] == "refused":
                raise Unsettled(f"{request['request']} is accepted: {reply['reason']}")
            if reply["reply"] != "event":
                return

    def greet(self):
        """The controller's sign of life, without which the nodes count as worse off."""
        for host in self.nodes:
            self.ask(host, {"request": "status"})

    def hand_over(self):
        self.ask("a", {"request": "handOver", "to": "b"})

    def take_back(self):
        self.ask("a", {"request": "resume"})

    def end(self, host, number):
        process, connection = self.nodes.pop(host)
        process.send_signal(number)
        process.wait()
        connection.close()


class Keepalived:
    """Debian's keepalived."""

    def __init__(self, segment, interval, binaries):
        self.segment, self.interval = segment, interval
        self.nodes = {}

    def path(self, host, kind):
        return f"{self.segment.work}/{host}.{kind}"

    def write(self, host, priority):
        with open(self.path(host, "conf"), "w") as file:
            file.write(f"""global_defs {{ vrrp_version 3 }}
                vrrp_instance web {{
                    state BACKUP
                    interface eth0
                    virtual_router_id 51
                    priority {priority}
                    advert_int {self.interval / 1000}
                    virtual_ipaddress {{
                        {address}/24 dev eth0
                    }}
                }}
                """)

    def start(self, host):
        self.write(host, 150 - 50 * "ab".index(host))
        # A killed process has left them, and may be a zombie: the next one would not start.
        for kind in ["pid", "vrrp"]:
            if os.path.exists(self.path(host, kind)):
                os.remove(self.path(host, kind))
        self.nodes[host] = subprocess.Popen(
            self.segment.command(
                host, "keepalived", "--vrrp", "--dont-fork", "--no-syslog", "--log-console",
                "-f", self.path(host, "conf"), "-p", self.path(host, "pid"),
                "-r", self.path(host, "vrrp")),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def greet(self):
        pass

    def hand_over(self):
        self.write("a", 50)
        self.nodes["a"].send_signal(signal.SIGHUP)

    def take_back(self):
        self.write("a", 150)
        self.nodes["a"].send_signal(signal.SIGHUP)

    def end(self, host, number):
        process = self.nodes.pop(host)
        if number == signal.SIGKILL:
            # The parent would start another child, and the child would end in order without it.
            process.send_signal(signal.SIGSTOP)
            with open(self.path(host, "vrrp")) as file:
                try:
                    os.kill(int(file.read()), number)
                except ProcessLookupError:
                    pass
        process.send_signal(number)
        process.wait()


class Controllers:
    """ballast run on both nodes, with the election processes that they start."""

    def __init__(self, segment, interval, binaries):
        self.segment, self.interval = segment, interval
        self.program = os.path.join(binaries, "ballast")
        self.nodes = {}
        for host in "ab":
            # Another pair's, which may have had another interval.
            subprocess.run(["rm", "-rf", self.path(host, "run"), self.path(host, "state"),
                            self.path(host, "log")], check=True)

    def path(self, host, kind):
        return f"{self.segment.work}/{host}-{kind}"

    def start(self, host):
        with open(self.path(host, "yaml"), "w") as file:
            file.write(f"""version: 1
cluster:
  name: pair
  nodes:
    - {{name: a, address: 10.9.0.1, priority: 150}}
    - {{name: b, address: 10.9.0.2, priority: 100}}
  failover: {{interval: {self.interval}ms}}
virtualAddresses:
  - {{address: {address}/24, interface: eth0}}
""")
        with open(self.path(host, "log"), "a") as log:
            self.nodes[host] = subprocess.Popen(
                self.segment.command(
                    host, self.program, "run", "-f", self.path(host, "yaml"), "--node", host,
                    "--runtime", self.path(host, "run"), "--state", self.path(host, "state"),
                    "--keep-role"),
                stdout=log, stderr=log)

    def greet(self):
        pass

    def takeovers(self, host):
        with open(self.path(host, "log")) as file:
            return sum("this node is master" in line for line in file)

    def end(self, host, number):
        process = self.nodes.pop(host)
        process.send_signal(number)
        process.wait()
