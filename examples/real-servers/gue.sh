#!/bin/sh
# Setup of the real server gue/web1, 10.0.2.11: a tunnel (forwarding: gue:6080).
# Printed by: ballast render real-server gue/web1
# Run it as root at each boot, after the network is up. It may run again at any time.
set -eu

# The interface with the server's own address.
interface=$(ip -o address show to 10.0.2.11 | awk '{ print $2; exit }')
if [ -z "$interface" ]; then
    echo 'no interface has the address 10.0.2.11' >&2
    exit 1
fi

# Only the load balancer may answer ARP requests for the virtual addresses, and no
# ARP request may have them as its sender. This precedes the addresses.
for where in all "$interface"; do
    echo 1 >"/proc/sys/net/ipv4/conf/$where/arp_ignore"
    echo 2 >"/proc/sys/net/ipv4/conf/$where/arp_announce"
done

# The device that unwraps the packets of the load balancer.
modprobe ipip 2>/dev/null || true
ip link show dev tunl0 >/dev/null 2>&1 ||
    ip link add tunl0 type ipip local 10.0.2.11
ip link set tunl0 up
modprobe fou 2>/dev/null || true
ip fou show | grep -q 'port 6080 gue' || ip fou add port 6080 gue

# Its packets have the addresses of clients, which are reached elsewhere.
if [ "$(cat /proc/sys/net/ipv4/conf/all/rp_filter)" = 0 ]; then
    echo 0 >/proc/sys/net/ipv4/conf/tunl0/rp_filter
else
    echo 2 >/proc/sys/net/ipv4/conf/tunl0/rp_filter
fi

# The virtual addresses, on lo, whose addresses are not announced.
present() {
    ip -o address show to "${virtual%/*}" |
        while read -r number device family prefix rest; do
            case $(ip -o link show dev "$device") in
            *LOOPBACK* | *NOARP*) [ "$prefix" != "$virtual" ] || echo "$device" ;;
            esac
        done
}
own() {
    virtual=$1
    shift
    # It is added first: routes that have it as their source stay.
    [ -n "$(present)" ] || ip address add "$virtual" dev lo "$@" 2>/dev/null || true
    ip -o address show to "${virtual%/*}" |
        while read -r number device family prefix rest; do
            case $(ip -o link show dev "$device") in
            *LOOPBACK* | *NOARP*) [ "$prefix" != "$virtual" ] || continue ;;
            esac
            # Without this the other addresses of the network would leave too.
            echo 1 >"/proc/sys/net/ipv4/conf/$device/promote_secondaries"
            ip address delete "$prefix" dev "$device"
        done
    # One of another length on lo may have been in its place.
    [ -n "$(present)" ] || ip address add "$virtual" dev lo "$@"
}
own 10.0.0.100/32
