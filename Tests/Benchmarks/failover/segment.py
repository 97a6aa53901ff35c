"""Two nodes and a client on one switch, in network namespaces."""
import os
import subprocess
import time

address = "10.9.0.100"


def shell(command):
    subprocess.run(["bash", "-ec", command], check=True, stdout=subprocess.DEVNULL)


class Unsettled(Exception):
    """A state that was not reached in time."""


class Segment:
    """Hosts a and b, the nodes, and c, the client, on a switch of their own.

    It is made once and used for many pairs of programs, because making namespaces takes the
    kernel's lock of all interfaces, for which other nodes would wait. The nodes forward nothing: a
    router without the address keeps the packets for it until the next node announces it, and sends
    them on, which hides a gap.
    """

    def __init__(self, number, work):
        self.name = f"fo{os.getpid()}x{number}"
        self.work = f"{work}/{number}"
        os.mkdir(self.work)
        hub = self.space("hub")
        shell(f"ip netns add {hub}; ip -n {hub} link add br0 type bridge forward_delay 0"
              f" mcast_snooping 0; ip -n {hub} link set br0 up")
        for number, host in enumerate("abc", 1):
            shell(f"""ip netns add {self.space(host)}; ip -n {self.space(host)} link set lo up
                ip -n {self.space(host)} link add eth0 type veth peer name {host}0 netns {hub}
                ip -n {hub} link set {host}0 master br0 up
                ip -n {self.space(host)} link set eth0 up
                ip -n {self.space(host)} addr add 10.9.0.{number}/24 dev eth0
                ip netns exec {self.space(host)} sysctl -qw net.ipv4.icmp_ratelimit=0 \
                    net.ipv4.ip_forward=0""")

    def space(self, host):
        return self.name + host

    def clear(self):
        """Ends the programs of the nodes and removes the address: the next pair starts afresh."""
        for host in "ab":
            # The processes of these namespaces are this benchmark's.
            shell(f"ip netns pids {self.space(host)} | xargs -r kill -9")
            self.reboot(host)
            self.cable(host, "up")
        self.split(False)

    def remove(self):
        for host in ["a", "b", "c", "hub"]:
            subprocess.run(["ip", "netns", "del", self.space(host)], stderr=subprocess.DEVNULL)

    def reboot(self, host):
        """Removes the addresses that a killed program has left."""
        shell(f"ip -n {self.space(host)} addr flush to {address} dev eth0")

    def cable(self, host, state):
        shell(f"ip -n {self.space('hub')} link set {host}0 {state}")

    def split(self, is_split):
        """Separates the nodes from each other; the client reaches both."""
        for host in "ab":
            shell(f"ip -n {self.space('hub')} link set {host}0 type bridge_slave isolated"
                  f" {'on' if is_split else 'off'}")

    def command(self, host, *words):
        return ["ip", "netns", "exec", self.space(host), *words]

    def owns(self, host):
        output = subprocess.run(
            ["ip", "-n", self.space(host), "-o", "addr", "show", "dev", "eth0"],
            capture_output=True, text=True).stdout
        return f" {address}/" in output

    def until(self, owners, interval, limit=40):
        """Waits until these hosts have the address, and no others; "b+": b and perhaps others."""
        end = time.monotonic() + limit
        while not self.is_settled(owners):
            if time.monotonic() > end:
                raise Unsettled(f"{owners} has the address")
            # Each look is two processes.
            time.sleep(min(0.25, interval / 2000 + 0.02))

    def is_settled(self, owners):
        if owners.endswith("+"):
            return all(self.owns(host) for host in owners[:-1])
        return [host for host in "ab" if self.owns(host)] == list(owners)

    def probe(self):
        """Starts the client's probe, which its standard input ends."""
        return subprocess.Popen(
            self.command("c", os.path.join(os.path.dirname(self.work), "probe"), address),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
