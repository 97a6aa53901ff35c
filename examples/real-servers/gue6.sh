#!/bin/sh
# Setup of the real server gue6/web1, 2001:db8:2::11: a tunnel (forwarding: gue:6080).
# Printed by: ballast render real-server gue6/web1
# Run it as root at each boot, after the network is up. It may run again at any time.
set -eu

# The interface with the server's own address.
interface=$(ip -o address show to 2001:db8:2::11 | awk '{ print $2; exit }')
if [ -z "$interface" ]; then
    echo 'no interface has the address 2001:db8:2::11' >&2
    exit 1
fi

# The device that unwraps the packets of the load balancer.
modprobe ip6_tunnel 2>/dev/null || true
ip link show dev ip6tnl0 >/dev/null 2>&1 ||
    ip link add ip6tnl0 type ip6tnl mode any local 2001:db8:2::11
ip link set ip6tnl0 up
modprobe fou6 2>/dev/null || true
ip -6 fou show | grep -q 'port 6080 gue' || ip -6 fou add port 6080 gue

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
own 2001:db8::100/128 nodad preferred_lft 0
