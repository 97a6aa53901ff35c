#!/bin/sh
# Setup of the real server nat/web1, 10.0.1.11: NAT (forwarding: masq).
# Printed by: ballast render real-server nat/web1
# Run it as root at each boot, after the network is up. It may run again at any time.
set -eu

# Replies must pass through the load balancer, which restores the service's address.
ip route replace default via 10.0.1.1
