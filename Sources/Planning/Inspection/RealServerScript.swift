import Addresses
import Model

/// A shell script that sets a real server up for its part in a service.
///
/// It is POSIX sh with `ip`, `sed` and `awk`; it may run again, and changes nothing then.
public struct RealServerScript {
    private let duty: RealServerDuty
    private let server: IPAddress
    private let gateway: IPAddress?
    private var lines: [String] = []

    /// Creates the script for a duty of a document.
    ///
    /// - Parameter gateway: the load balancer's address in the network of a masq server; nil: an
    ///   address of the document.
    ///
    /// **Errors:** `HostFailure` if a masq server has no gateway, or if the addresses of a service
    /// are unknown.
    public init(
        for duty: RealServerDuty, of spec: Spec, gateway: IPAddress? = nil
    ) throws(HostFailure) {
        guard let server = duty.address else {
            preconditionFailure("a server of a document has an address")
        }
        self.duty = duty
        self.server = server
        if duty.forwarding == .masq, !duty.isTranslated {
            let chosen = gateway ?? spec.gateway(of: server)
            guard let chosen else {
                throw HostFailure(
                    operation: "print the setup of \(duty.name)",
                    reason: "the document has no virtual address in the network of \(server), which"
                        + " could be its gateway",
                    remedy: "give the load balancer's address there: --gateway ADDRESS")
            }
            guard chosen.family == server.family else {
                throw HostFailure(
                    operation: "print the setup of \(duty.name)",
                    reason: "\(chosen) can't be the gateway of \(server)")
            }
            self.gateway = chosen
        } else {
            self.gateway = nil
        }
        if duty.forwarding != .masq, duty.virtual.isEmpty {
            throw HostFailure(
                operation: "print the setup of \(duty.name)",
                reason: "no element of firewall.marks has the addresses of \(duty.service)",
                remedy: "add them to firewall.marks")
        }
    }

    /// The script.
    public var text: String {
        var script = self
        script.addHead()
        switch duty.forwarding {
        case .masq: script.addGateway()
        case .gate, .ipip, .gre, .gue:
            script.addInterface()
            script.addNeighbourSettings()
            script.addTunnels()
            script.addAddresses()
            script.addSegments()
        case .local, .bypass: break
        }
        return script.lines.map { $0 + "\n" }.joined()
    }

    private mutating func addHead() {
        let method =
            switch duty.forwarding {
            case .gate: "direct routing"
            case .masq: "NAT"
            default: "a tunnel"
            }
        lines += [
            "#!/bin/sh",
            "# Setup of the real server \(duty.name), \(server): \(method) (forwarding: "
                + "\(duty.forwarding)).",
            "# Printed by: ballast render real-server \(ShellText.word(duty.name))",
            "# Run it as root at each boot, after the network is up. It may run again at any time.",
            "set -eu",
        ]
    }

    private mutating func addInterface() {
        lines += [
            "", "# The interface with the server's own address.",
            "interface=$(ip -o address show to \(server) | awk '{ print $2; exit }')",
            "if [ -z \"$interface\" ]; then",
            "    echo 'no interface has the address \(server)' >&2",
            "    exit 1",
            "fi",
        ]
    }

    private mutating func addNeighbourSettings() {
        guard duty.virtual.contains(where: { $0.family == .ipv4 }) else { return }
        lines += [
            "",
            "# Only the load balancer may answer ARP requests for the virtual addresses, and no",
            "# ARP request may have them as its sender. This precedes the addresses.",
            "for where in all \"$interface\"; do",
            "    echo 1 >\"/proc/sys/net/ipv4/conf/$where/arp_ignore\"",
            "    echo 2 >\"/proc/sys/net/ipv4/conf/$where/arp_announce\"",
            "done",
        ]
    }

    private mutating func addTunnels() {
        for family in duty.families.sorted() {
            guard
                let end = TunnelEnd(duty.forwarding, outer: server.family, inner: family)
            else { continue }
            lines += [
                "", "# The device that unwraps the packets of the load balancer.",
                "modprobe \(end.module) 2>/dev/null || true",
            ]
            let creation = end.creation(local: server)
            lines += creation.prefix(1) + creation.dropFirst().map { "    " + $0 }
            lines += ["ip link set \(end.device) up"]
            if let port = end.port {
                let (module, ip) =
                    end.family == .ipv4 ? ("fou", "ip") : ("fou6", "ip -6")
                lines += [
                    "modprobe \(module) 2>/dev/null || true",
                    "\(ip) fou show | grep -q 'port \(port) gue' || \(ip) fou add port \(port) gue",
                ]
            }
            guard family == .ipv4 else { continue }
            let file = "/proc/sys/net/ipv4/conf/\(end.device)/rp_filter"
            lines += [
                "", "# Its packets have the addresses of clients, which are reached elsewhere.",
                "if [ \"$(cat /proc/sys/net/ipv4/conf/all/rp_filter)\" = 0 ]; then",
                "    echo 0 >\(file)",
                "else",
                "    echo 2 >\(file)",
                "fi",
            ]
        }
    }

    private mutating func addAddresses() {
        lines += [
            "", "# The virtual addresses, on lo, whose addresses are not announced.",
            "present() {",
            "    ip -o address show to \"${virtual%/*}\" |",
            "        while read -r number device family prefix rest; do",
            "            case $(ip -o link show dev \"$device\") in",
            "            *LOOPBACK* | *NOARP*) "
                + "[ \"$prefix\" != \"$virtual\" ] || echo \"$device\" ;;",
            "            esac",
            "        done",
            "}",
            "own() {",
            "    virtual=$1",
            "    shift",
            "    # It is added first: routes that have it as their source stay.",
            "    [ -n \"$(present)\" ] || "
                + "ip address add \"$virtual\" dev lo \"$@\" 2>/dev/null || true",
            "    ip -o address show to \"${virtual%/*}\" |",
            "        while read -r number device family prefix rest; do",
            "            case $(ip -o link show dev \"$device\") in",
            "            *LOOPBACK* | *NOARP*) [ \"$prefix\" != \"$virtual\" ] || continue ;;",
            "            esac",
            "            # Without this the other addresses of the network would leave too.",
            "            echo 1 >\"/proc/sys/net/ipv4/conf/$device/promote_secondaries\"",
            "            ip address delete \"$prefix\" dev \"$device\"",
            "        done",
            "    # One of another length on lo may have been in its place.",
            "    [ -n \"$(present)\" ] || ip address add \"$virtual\" dev lo \"$@\"",
            "}",
        ]
        lines += duty.virtual.map { address in
            address.family == .ipv4
                ? "own \(address)/32" : "own \(address)/128 nodad preferred_lft 0"
        }
        guard duty.forwarding == .gate, duty.families.contains(.ipv4) else { return }
        lines += [
            "", "# Packets of clients arrive here even if the replies leave elsewhere.",
            "if [ \"$(cat \"/proc/sys/net/ipv4/conf/$interface/rp_filter\")\" = 1 ] ||",
            "    [ \"$(cat /proc/sys/net/ipv4/conf/all/rp_filter)\" = 1 ]; then",
            "    case \"$(ip route show default) \" in",
            "    ' ' | *\" dev $interface \"*) ;;",
            "    *) echo 2 >\"/proc/sys/net/ipv4/conf/$interface/rp_filter\" ;;",
            "    esac",
            "fi",
        ]
    }

    private mutating func addSegments() {
        guard duty.hasSegments else { return }
        for family in duty.families.sorted() {
            guard
                let end = TunnelEnd(duty.forwarding, outer: server.family, inner: family)
            else { continue }
            let headers = family == .ipv4 ? 40 : 60
            let ip = family == .ipv4 ? "ip" : "ip -6"
            lines += [
                "",
                "# The tunnel adds \(end.overhead) bytes to the packets of clients: the offered "
                    + "segments are that",
                "# much smaller, unless the network has larger packets than an Ethernet.",
                "mtu=$(ip -o link show dev \"$interface\" | sed 's/.* mtu \\([0-9]*\\).*/\\1/')",
                "room=$((mtu - \(end.overhead + headers)))",
                "route=$(\(ip) route show default | awk -v s=$room '",
            ]
            lines += ShellText.segments.map { "    " + $0 }
            lines += [
                "')",
                "if [ -n \"$route\" ] && [ \"$mtu\" -lt \(1_500 + end.overhead) ]; then",
                "    # shellcheck disable=SC2086",
                "    \(ip) route change $route ||",
                "        echo 'the default route has no limit of TCP segments' >&2",
                "fi",
            ]
        }
    }

    private mutating func addGateway() {
        guard let gateway else {
            lines += [
                "",
                "# The load balancer translates the addresses of clients: the server answers to it",
                "# whatever its gateway, and needs no setup.",
            ]
            return
        }
        lines += [
            "",
            "# Replies must pass through the load balancer, which restores the service's address.",
            gateway.family == .ipv4
                ? "ip route replace default via \(gateway)"
                : "ip -6 route replace default via \(gateway) metric 1",
        ]
    }
}
