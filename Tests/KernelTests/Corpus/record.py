#!/usr/bin/python3
"""Records what a kernel with IPVS answers, one datagram a file: record.py DIRECTORY, in the lab.

It speaks netlink by itself, so that the corpus does not depend on the code that it tests.
"""
import os
import socket
import struct
import subprocess
import sys

SETUP = """
ip link add v0 type veth peer name v1
ip address add 10.0.0.1/24 dev v0
ip address add 2001:db8::1/64 dev v0 nodad
ipvsadm -A -t 10.0.0.1:80 -s wrr
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 3 -x 100 -y 50
ipvsadm -a -t 10.0.0.1:80 -r 10.0.1.2:80 -i --tun-type gue --tun-port 6080 --tun-csum
ipvsadm -a -t 10.0.0.1:80 -r [2001:db8::2]:80 -i --tun-type gre
ipvsadm -A -u [2001:db8::1]:5060 -s mh -b mh-port -p 60 -M 64 --pe sip
ipvsadm -A -f 7 -s sh -p 300 -M 255.255.255.0
"""


def attribute(kind, value):
    return struct.pack("HH", len(value) + 4, kind) + value + b"\0" * (-len(value) % 4)


def ask(kind, family, flags, body, name, directory):
    """Sends one request and keeps the first datagram of the answer."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, family) as channel:
        channel.setsockopt(270, 11, 1)  # SOL_NETLINK, NETLINK_EXT_ACK
        channel.bind((0, 0))
        channel.send(struct.pack("IHHII", 16 + len(body), kind, flags, 1, 0) + body)
        data = channel.recv(65536)
    with open(os.path.join(directory, name + ".bin"), "wb") as file:
        file.write(data)
    return data


def main():
    directory = sys.argv[1]
    for line in SETUP.strip().splitlines():
        subprocess.run(line.split(), check=True)
    ask_for, dump, create = 1, 0x301, 0x605
    generic, route = 16, 0
    index = socket.if_nametoindex("v0")
    ours = attribute(2, bytes([10, 0, 0, 2])) + attribute(11, bytes([98]))  # IFA_PROTO
    ask(20, route, create, struct.pack("BBBBI", 2, 24, 0, 0, index) + ours, "success", directory)
    control = struct.pack("BBH", 3, 1, 0) + attribute(2, b"IPVS\0")
    reply = ask(16, generic, ask_for, control, "family", directory)
    ipvs = struct.unpack_from("H", reply, reply.index(struct.pack("HH", 6, 1)) + 4)[0]

    service = attribute(1, struct.pack("H", 2)) + attribute(2, struct.pack("H", 6))
    service += attribute(3, bytes([10, 0, 0, 1])) + attribute(4, struct.pack(">H", 80))
    nested = attribute(0x8001, service)
    command = lambda number: struct.pack("BBH", number, 1, 0)
    ask(ipvs, generic, dump, command(4), "services", directory)
    ask(ipvs, generic, dump, command(8) + nested, "destinations", directory)
    ask(ipvs, generic, ask_for, command(13), "timeouts", directory)
    ask(ipvs, generic, ask_for, command(1) + nested, "refusal", directory)
    short = command(12) + attribute(4, b"\1")  # a timeout of one byte
    ask(ipvs, generic, ask_for, short, "explained", directory)
    ask(18, route, dump, struct.pack("BxHiII", 0, 0, 0, 0, 0), "links", directory)
    ask(22, route, dump, struct.pack("BBBBI", 0, 0, 0, 0, 0), "addresses", directory)


main()
