import Addresses
import Model

/// The end of a tunnel: a device that unwraps packets, and segments that fit through it.
extension HostDiagnosis {
    mutating func examineTunnel(_ duty: RealServerDuty) {
        for family in duty.families.sorted() {
            let outer = duty.address?.family ?? family
            guard let end = TunnelEnd(duty.forwarding, outer: outer, inner: family) else { return }
            let devices = facts.interfaces.values.filter { $0.kind == end.kind && $0.isUp }
                .map(\.name).sorted()
            if devices.isEmpty { addDevice(end, duty) }
            examinePort(end, duty)
            if family == .ipv4 {
                for device in devices { examineFilter(of: device, duty) }
            }
            if duty.hasSegments { examineSegments(end, family, duty) }
        }
    }

    private mutating func addDevice(_ end: TunnelEnd, _ duty: RealServerDuty) {
        let isThere = facts.interfaces[end.device] != nil
        add(
            HostFinding(
                .tunnelDevice, end.device,
                problem: isThere
                    ? "the tunnel device \(end.device) is down"
                    : "there is no tunnel device of the kind \(end.kind)",
                effect: "packets of the load balancer stay wrapped, and no program gets them",
                services: duty.services,
                commands: (isThere ? [] : ["modprobe \(end.module)"])
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
        guard facts.largest("rp_filter", at: device) == 1 else { return }
        let path = "net/ipv4/conf/\(device)/rp_filter"
        add(
            HostFinding(
                .senderFilter, device, problem: "rp_filter is strict on \(device)",
                effect: "the kernel drops the packets of clients after it unwraps them, because "
                    + "clients are reached by another interface",
                services: duty.services, commands: [ShellText.set(path, 2)],
                lasting: [ShellText.keep(path, 2)]))
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
        return "\(ip) route change $(\(ip) route show default | head -n 1 | "
            + "sed 's/ advmss [0-9]*//; s/ expires [^ ]*//') advmss \(bytes)"
    }
}
