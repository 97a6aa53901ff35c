import Addresses
import Model
import Seeds

/// Services and destinations that IPVS takes.
extension SeededNumbers {
    mutating func unicast(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4:
            .v4(IPv4Address(rawValue: 0x0a00_0001 + UInt32.random(in: 0..<60000, using: &self)))
        case .ipv6:
            .v6(
                IPv6Address(
                    high: 0x2001_0db8_0000_0000 + UInt64.random(in: 0..<65536, using: &self),
                    low: UInt64.random(in: 1...UInt64.max, using: &self)))
        }
    }

    mutating func family() -> AddressFamily { oneIn(2) ? .ipv4 : .ipv6 }

    mutating func key() -> ServiceKey {
        if oneIn(4) { return .mark(UInt32.random(in: 1...UInt32.max, using: &self), family()) }
        let endpoint = Endpoint(
            unicast(family()), port: UInt16.random(in: 1...UInt16.max, using: &self))
        return .listen(pick(TransportProtocol.allCases), endpoint)
    }

    /// Without the scheduler that the lab's kernel does not have.
    mutating func service() -> VirtualService {
        let key = key()
        var service = VirtualService(
            key: key, scheduler: pick(Scheduler.all.filter { $0 != .twoChoices }),
            schedulerFlags: SchedulerFlags(
                rawValue: UInt32.random(in: 0..<8, using: &self) << 3))
        service.onePacket = key.transport == .udp && oneIn(2)
        if oneIn(2) {
            let bits = key.family.bits
            let length = UInt8.random(in: 1..<bits, using: &self)
            service.persistence = Persistence(
                timeout: Int.random(in: 1...2_678_400, using: &self),
                prefixLength: oneIn(2) ? nil : length)
            if key.transport == .udp && oneIn(2) { service.persistence?.engine = .sip }
        }
        return service
    }

    mutating func forwarding() -> Forwarding {
        let checksum = pick(TunnelChecksum.allCases)
        let port = UInt16.random(in: 1...UInt16.max, using: &self)
        let gre = pick([TunnelChecksum.none, .checksum])
        return pick([
            .gate, .masq, .ipip, .gre(checksum: gre), .gue(port: port, checksum: checksum),
        ])
    }

    mutating func destination(of key: ServiceKey) -> Destination {
        let forwarding = forwarding()
        let family = forwarding.isTunnel ? family() : key.family
        let upper = oneIn(2) ? 0 : Int.random(in: 0...65535, using: &self)
        return Destination(
            endpoint: Endpoint(unicast(family), port: UInt16.random(in: 0...65535, using: &self)),
            forwarding: forwarding, weight: Int.random(in: 0...65535, using: &self),
            limits: ConnectionLimits(upper: upper, lower: Int.random(in: 0...upper, using: &self)))
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
