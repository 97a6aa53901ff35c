#!/bin/sh
# Setup of the real server shop/web1, 10.0.0.11: direct routing (forwarding: gate).
# Printed by: ballast render real-server shop/web1
# Run it as root at each boot, after the network is up. It may run again at any time.
set -eu

# The interface with the server's own address.
interface=$(ip -o address show to 10.0.0.11 | awk '{ print $2; exit }')
if [ -z "$interface" ]; then
    echo 'no interface has the address 10.0.0.11' >&2
    exit 1
fi

# Only the load balancer may answer ARP requests for the virtual addresses, and no
# ARP request may have them as its sender. This precedes the addresses.
for where in all "$interface"; do
    echo 1 >"/proc/sys/net/ipv4/conf/$where/arp_ignore"
    echo 2 >"/proc/sys/net/ipv4/conf/$where/arp_announce"
done

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
own 10.0.0.66/32
own 10.0.0.67/32

# Packets of clients arrive here even if the replies leave elsewhere.
if [ "$(cat "/proc/sys/net/ipv4/conf/$interface/rp_filter")" = 1 ] ||
    [ "$(cat /proc/sys/net/ipv4/conf/all/rp_filter)" = 1 ]; then
    case "$(ip route show default) " in
    ' ' | *" dev $interface "*) ;;
    *) echo 2 >"/proc/sys/net/ipv4/conf/$interface/rp_filter" ;;
    esac
fi
