import Addresses
import Model

/// The end of a tunnel: a device that unwraps packets, and segments that fit through it.
extension HostDiagnosis {
    mutating func examineTunnel(_ duty: RealServerDuty) {
        for family in duty.families.sorted() {
            let outer = duty.address?.family ?? family
            guard let end = TunnelEnd(duty.forwarding, outer: outer, inner: family) else { return }
            let (devices, others) = devices(of: end, duty)
            if devices.isEmpty { addDevice(end, duty, beside: others) }
            examinePort(end, duty)
            if family == .ipv4 {
                // The printed commands set this one up.
                for device in devices.isEmpty ? [end.device] + others : devices {
                    examineFilter(of: device, duty)
                }
            }
            if duty.hasSegments { examineSegments(end, family, duty) }
        }
    }

    /// The devices that unwrap the packets of the load balancers, and those that do so if a load
    /// balancer of an unknown address is their other end.
    ///
    /// Source: `net/ipv4/ip_tunnel.c`, `ip_tunnel_lookup`.
    private func devices(
        of end: TunnelEnd, _ duty: RealServerDuty
    ) -> (sure: [String], possible: [String]) {
        var (sure, possible): ([String], [String]) = ([], [])
        for device in facts.interfaces.values where device.kind == end.kind && device.isUp {
            if let local = device.tunnel?.local, let own = duty.address, local != own { continue }
            if let remote = device.tunnel?.remote, !duty.balancers.contains(remote) {
                if duty.balancers.isEmpty { possible.append(device.name) }
            } else {
                sure.append(device.name)
            }
        }
        return (sure.sorted(), possible.sorted())
    }

    private mutating func addDevice(
        _ end: TunnelEnd, _ duty: RealServerDuty, beside others: [String]
    ) {
        let isThere = facts.interfaces[end.device] != nil
        let problem =
            isThere
            ? "the tunnel device \(end.device) is down"
            : "there is no tunnel device of the kind \(end.kind) for any load balancer"
        let creation = end.creation(local: duty.address).joined(separator: " ")
        let ends = others.compactMap { name in
            facts.interfaces[name]?.tunnel?.remote.map { "\(name) is for packets of \($0) only" }
        }
        add(
            HostFinding(
                .tunnelDevice, end.device, severity: others.isEmpty ? .error : .warning,
                problem: ([problem] + ends).joined(separator: "; "),
                effect: "packets of the load balancer stay wrapped, and no program gets them",
                services: duty.services,
                commands: (isThere ? [] : ["modprobe \(end.module)", creation])
                    + ["ip link set \(end.device) up"],
                lasting: duty.lasting))
    }

    private mutating func examinePort(_ end: TunnelEnd, _ duty: RealServerDuty) {
        guard let port = end.port, let sockets = facts.listeners[.udp],
            !sockets.contains(where: { $0.port == port })
        else { return }
        let family = end.family == .ipv6 ? "-6 " : ""
        add(
            HostFinding(
                .tunnelPort, "udp \(port)",
                problem: "the kernel does not unwrap packets to UDP port \(port)",
                effect: "this host refuses the packets of the load balancer",
                services: duty.services,
                commands: [
                    "modprobe fou" + (end.family == .ipv6 ? "6" : ""),
                    "ip \(family)fou add port \(port) gue",
                ], lasting: duty.lasting))
    }

    private mutating func examineFilter(of device: String, _ duty: RealServerDuty) {
        // A new device has the default.
        let present = facts.interfaces[device] == nil ? "default" : device
        guard facts.largest("rp_filter", at: present) == 1 else { return }
        let path = "net/ipv4/conf/\(device)/rp_filter"
        add(
            HostFinding(
                .senderFilter, device, problem: "rp_filter is strict on \(device)",
                effect: "the kernel drops the packets of clients after it unwraps them, because "
                    + "clients are reached by another interface",
                services: duty.services, commands: [ShellText.set(path, 2)],
                lasting: keep(path, 2)))
    }

    /// Clients send packets of the size that this host offers in its SYN, plus headers; the load
    /// balancer adds those of the tunnel.
    private mutating func examineSegments(
        _ end: TunnelEnd, _ family: AddressFamily, _ duty: RealServerDuty
    ) {
        guard let arrival = arrival(of: duty, family: family), let route = route(of: duty, family),
            let departure = facts.interfaces[route.interface]
        else { return }
        let headers = family == .ipv4 ? 40 : 60
        let offered = route.segment ?? (route.mtu ?? departure.mtu) - headers
        let largest = arrival.mtu - end.overhead - headers
        // Packets of clients are not larger than those of an Ethernet.
        guard min(offered, 1_500 - headers) > largest else { return }
        let command = Self.limitSegments(to: largest, family)
        add(
            HostFinding(
                .tunnelSegment, "\(arrival.name) \(family.rawValue)", severity: .warning,
                problem: "this host offers TCP segments of \(offered) bytes, and the tunnel has "
                    + "room for \(largest)",
                effect: "full packets do not fit through the tunnel: uploads stop where ICMP is "
                    + "filtered, and are slower elsewhere",
                services: duty.services, commands: [command], lasting: duty.lasting))
    }

    /// The command that limits the segments that the default route offers.
    static func limitSegments(to bytes: Int, _ family: AddressFamily) -> String {
        let ip = family == .ipv4 ? "ip" : "ip -6"
        let program = ShellText.segments.joined(separator: " ")
        return "\(ip) route change $(\(ip) route show default | awk -v s=\(bytes) '\(program)')"
    }
}
