import Addresses
import Model
import Planning

/// Random documents and hosts over few addresses, so that they meet often.
enum World {
    static let keys: [ServiceKey] = [
        "tcp 10.0.0.1:80", "tcp 10.0.0.1:443", "udp 10.0.0.2:53", "tcp [2001:db8::1]:80",
        "sctp 10.0.0.2:9", "mark 1", "mark 2 ipv6",
    ]
    static let servers: [IPAddress] = [
        "10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.4", "2001:db8:1::1", "2001:db8:1::2",
        "2001:db8:1::3",
    ]
    static let addresses: [InterfaceAddress] = [
        "10.0.0.1/24 on eth0", "10.0.0.1/32 on eth0", "10.0.0.1/24 on eth1",
        "10.0.0.2/24 on eth0", "10.0.0.3/24 on eth9", "2001:db8::1/64 on eth0",
        "2001:db8::1/128 on eth0", "10.0.0.9/24 on eth0",
    ]
    static let interfaces: Set<String> = ["eth0", "eth1"]
    static let schedulers: [Scheduler] = [
        .weightedRoundRobin, .sourceHash, .maglevHash, .leastConnection,
    ]
}

// MARK: - Documents

extension Dice {
    /// A document without errors.
    mutating func spec() -> Spec {
        while true {
            let spec = anySpec()
            if !validate(spec).contains(where: { $0.severity == .error }) { return spec }
        }
    }

    private mutating func anySpec() -> Spec {
        var spec = Spec(
            virtualAddresses: some(World.addresses, 40).map {
                VirtualAddress(address: $0.prefix, interface: $0.interface)
            },
            services: some(World.keys, 60).map { service($0) }.shuffled(using: &self))
        spec.ownership = chance(20) ? .exclusive : .shared
        var seen: Set<IPAddress> = []
        spec.virtualAddresses.removeAll { !seen.insert($0.address.address).inserted }
        if chance(30) { spec.ipvs.timeouts = IPVSTimeouts(tcp: number(0...2) * 900, udp: 60) }
        if chance(30) { spec.ipvs.sysctls[.expireQuiescentTemplate] = pick([0, 1]) }
        return spec
    }

    private mutating func service(_ key: ServiceKey) -> Service {
        let family = key.family
        let lengths: [UInt8?] = [nil, 24, family.bits]
        let forwarding = pick([Forwarding.gate, .masq, .ipip])
        let chosen = some(World.servers, 50).filter {
            $0.family == family || forwarding.isTunnel
        }
        let check = chance(60) ? check(of: key) : nil
        let isStandIn = check != nil && chance(50) && (family == .ipv4 || forwarding.isTunnel)
        var service = Service(
            name: "\(key)", key: key, scheduler: pick(World.schedulers),
            persistence: chance(30)
                ? Persistence(timeout: pick([60, 300]), prefixLength: pick(lengths)) : nil,
            forwarding: forwarding,
            check: check,
            fallback: isStandIn ? .server(address: "10.1.0.9", forwarding: forwarding) : nil,
            servers: chosen.map { server($0) }.shuffled(using: &self))
        service.schedulerFlags = chance(20) ? .fallback : []
        service.onePacket = key.transport == .udp && chance(30)
        service.drain = DrainPolicy(
            timeout: pick([0, 60, 120]), onTimeout: chance(20) ? .keep : .remove)
        service.quiescent = check == nil ? nil : pick([nil, true, false])
        return service
    }

    private mutating func check(of key: ServiceKey) -> Check {
        var check = Check(pick([.ping, .ping, .ping, .on, .off]))
        if check.type == .ping { check.start = pick([nil, .up, .down, .last]) }
        return check
    }

    /// Verdicts on some of the servers of every service, or none at all.
    mutating func verdicts() -> Verdicts? {
        guard chance(85) else { return nil }
        var verdicts: Verdicts = [:]
        for key in World.keys {
            let states = pick([Verdict.State.allCases, [.down], [.up, .down]])
            for address in some(World.servers, 75) {
                let endpoint = Endpoint(address, port: key.endpoint?.port ?? 0)
                verdicts[key, default: [:]][endpoint] = Verdict(pick(states))
            }
        }
        return verdicts
    }

    private mutating func server(_ address: IPAddress) -> RealServer {
        .at(
            address, weight: pick([0, 1, 1, 5, 65535]),
            state: pick([.online, .online, .online, .drain, .offline]),
            connections: chance(20) ? ConnectionLimits(upper: 100, lower: 80) : .init())
    }
}

// MARK: - Hosts

extension Dice {
    /// A host with services of ours and of others, in any state.
    mutating func host() -> Observed {
        var observed = Observed(
            interfaces: World.interfaces,
            switchedOff: Set(
                some(
                    [
                        .forwarding(.ipv4), .forwarding(.ipv6), .promotion(interface: "eth0"),
                        .interfaceForwarding("eth0"),
                    ], 50)),
            sysctls: [.connectionReuseMode: 0, .expireQuiescentTemplate: 0, .dropEntry: 2],
            timeouts: IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300))
        if chance(20) { observed.silentInterfaces = [pick(["eth0", "eth1"]): .down] }
        for key in some(World.keys, 60) {
            observed.services[key] = found(key)
            guard chance(60) else { continue }
            observed.ledger.services[key] = LedgerEntry(
                drain: DrainPolicy(timeout: pick([0, 60]), onTimeout: pick([.keep, .remove])))
            for endpoint in observed.services[key]?.destinations.keys.sorted() ?? []
            where chance(50) {
                observed.ledger.services[key]?.draining[endpoint] = Moment(
                    milliseconds: Int64(number(-100...100)) * 1000)
            }
        }
        let keepsOrigins = chance(70)
        for address in some(World.addresses, 50)
        where World.interfaces.contains(address.interface) && !observed.hasTwin(of: address) {
            observed.addresses[address] = keepsOrigins ? pick([.ours, .foreign]) : .unknown
            if chance(keepsOrigins ? 30 : 60) { observed.ledger.addresses.insert(address) }
        }
        return observed
    }

    private mutating func found(_ key: ServiceKey) -> ObservedService {
        let service = VirtualService(
            key: key, scheduler: pick(World.schedulers),
            persistence: chance(30) ? Persistence(prefixLength: key.family.bits) : nil)
        let addresses = some(World.servers, 50).filter { $0.family == key.family }
        return .holding(
            service,
            addresses.map { address in
                let port = chance(70) ? key.endpoint?.port ?? 0 : 8080
                let destination = Destination(
                    endpoint: Endpoint(address, port: port),
                    forwarding: pick([.gate, .masq, .ipip]), weight: pick([0, 1, 5]))
                return (destination, connections())
            })
    }

    mutating func connections() -> ConnectionCounts {
        guard chance(60) else { return ConnectionCounts() }
        return ConnectionCounts(
            active: number(0...9), inactive: number(0...9), persistent: number(0...3))
    }
}

extension Observed {
    /// Whether the kernel would refuse the address for one that is there with another length.
    fileprivate func hasTwin(of address: InterfaceAddress) -> Bool {
        address.prefix.address.family == .ipv6
            && addresses.keys.contains {
                $0.interface == address.interface && $0.prefix.address == address.prefix.address
            }
    }
}
