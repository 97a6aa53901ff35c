#!/bin/sh
# Setup of the real server nat6/web1, 2001:db8:1::11: NAT (forwarding: masq).
# Printed by: ballast render real-server nat6/web1
# Run it as root at each boot, after the network is up. It may run again at any time.
set -eu

# Replies must pass through the load balancer, which restores the service's address.
ip -6 route replace default via 2001:db8:1::1 metric 1
