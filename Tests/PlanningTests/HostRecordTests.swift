import Addresses
import Foundation
import Model
import Planning
import Testing

@Suite("Records of hosts")
struct HostRecordTests {
    private static func encoded(_ record: HostRecord) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(record)
    }

    @Test("a record is read as it was written, and always written the same")
    func roundTrip() throws {
        try Seeds.forAll { dice in
            var record = dice.record()
            // The node's network is planned on the node itself, and is no part of a record.
            record.observed.scope.domains.remove(.network)
            let data = try Self.encoded(record)
            let read = try JSONDecoder().decode(HostRecord.self, from: data)
            try claim(read == record, "\(read) is not \(record)")
            try claim(try Self.encoded(read) == data, "written otherwise")
            let text = String(decoding: data, as: UTF8.self)
            try claim(!text.contains("\"_0\""), text)
        }
    }

    @Test("the plan for a record is the plan for the host")
    func samePlan() throws {
        try Seeds.forAll { dice in
            let spec = dice.spec()
            let observed = dice.host()
            let record = HostRecord(
                host: "lb1", time: 0, now: Moment(milliseconds: 7_000), observed: observed,
                controller: dice.chance(50) ? .init(verdicts: dice.verdicts()) : nil)
            let read = try JSONDecoder().decode(HostRecord.self, from: Self.encoded(record))
            func planned(_ host: any Model.Host, _ record: HostRecord) throws -> Plan {
                var host: any Model.Host = host
                var seen = try host.observe(.everything)
                seen.ledger = record.observed.ledger
                let signals = Signals(now: record.now, verdicts: record.controller?.verdicts)
                return plan(from: seen, to: desired(from: spec, signals: signals))
            }
            let live = try planned(SimulatedHost(observed), record)
            let later = try planned(RecordedHost(read.observed), read)
            try claim(live == later, "\(live) is not \(later)")
        }
    }

    @Test("a record has the network of its host in words, those of other programs too")
    func network() throws {
        var state = NetworkState()
        var vlan = NetworkLink(index: 3, kind: "vlan")
        (vlan.vlan, vlan.parent, vlan.isMarked) = (
            VLANSettings(id: 2, parent: "eth0"), "eth0", true
        )
        state.links = ["eth0": NetworkLink(index: 2, hasCarrier: false), "eth0.2": vlan]
        var own = NetworkRoute(to: "10.9.0.0/16")
        (own.gateway, own.interface) = ("10.0.0.254", "eth0")
        var other = NetworkRoute(to: "0.0.0.0/0")
        (other.gateway, other.interface) = ("10.0.0.1", "eth0")
        state.routes[own.key] = FoundRoute(own, isOurs: true, origin: "ballast")
        state.others = [FoundRoute(other, isOurs: false, origin: "dhcp")]
        state.resolver = ResolverState(nameservers: ["10.0.0.53"])
        let network = NetworkRecord(state, NetworkLedger())
        #expect(
            network.lines == [
                "eth0, mtu 1500, no carrier", "eth0.2, vlan 2 of eth0, mtu 1500, Ballast's",
                "route default via 10.0.0.1 dev eth0, of dhcp",
                "route 10.9.0.0/16 via 10.0.0.254 dev eth0, Ballast's", "name servers 10.0.0.53",
            ])
        #expect(NetworkRecord(fault: "no").lines == ["no"])
    }

    @Test("a recorded host without IPVS is one without services, unless IPVS is needed")
    func withoutIPVS() throws {
        var observed = Observed(interfaces: ["eth0"])
        observed.scope.domains.subtract([.ipvs, .syncDaemon])
        observed.failures[.ipvs] = HostFailure(operation: "read", reason: "no IPVS")
        observed.failures[.syncDaemon] = observed.failures[.ipvs]
        var host = RecordedHost(observed)
        #expect(try host.observe(.everything).failures.isEmpty)
        #expect(try host.observe(.everything).scope == .everything)
        host.needsIPVS = true
        #expect(try host.observe(.everything) == observed)
        // Other parts that were not read stay so.
        observed.scope.domains.remove(.address)
        observed.failures[.address] = HostFailure(operation: "read", reason: "no netlink")
        host = RecordedHost(observed)
        #expect(
            try host.observe(.everything).failures.keys.sorted { "\($0)" < "\($1)" } == [.address])
    }

    @Test("a recorded host refuses every step")
    func refusal() {
        var host = RecordedHost(Observed())
        let outcomes = host.apply([.address(.add("10.0.0.1/24 on eth0"))])
        #expect(outcomes.count == 1 && outcomes.allSatisfy { !$0.succeeded })
    }

    @Test("every setting of the host is a text that is read again")
    func settings() {
        let all: [HostSetting] = [
            .forwarding(.ipv4), .forwarding(.ipv6), .promotion(interface: "bond0.2"),
            .promotion(interface: "all"), .module("ip_vs_ftp"), .interfaceForwarding("bond0.2"),
        ]
        for setting in all { #expect(HostSetting("\(setting)") == setting) }
        for text in ["", "kernel module ", "net.ipv4.conf..promote_secondaries", "ip_forward"] {
            #expect(HostSetting(text) == nil, "\(text)")
        }
    }

    @Test(
        "a file that is wrong names the key",
        arguments: [
            (#""version":1"#, #""version":2"#, "version"),
            (#""listening":["#, #""listening":[7,"#, "listening.0"),
            (#""weight":3"#, #""weight":"x""#, "services.0.servers.0.weight"),
            (#""key":"tcp 10.0.0.1:80""#, #""key":"tcp somewhere""#, "services.0.key"),
            (#""origin":"ours""#, #""origin":"mine""#, "addresses.0.origin"),
            (
                #""schedulerFlags":[]"#, #""schedulerFlags":["mh-port"]"#,
                "services.0.schedulerFlags"
            ),
            (#""domain":"ledger""#, #""domain":"moon""#, "failures"),
            (#""switchedOff":[]"#, #""switchedOff":["nothing"]"#, "switchedOff.0"),
        ])
    func mistakes(text: String, wrong: String, path: String) throws {
        var observed = Observed(interfaces: ["eth0"])
        observed.services["tcp 10.0.0.1:80"] = .holding(
            VirtualService(key: "tcp 10.0.0.1:80"),
            [(Destination(endpoint: "10.0.0.11:80", weight: 3), ConnectionCounts())])
        observed.addresses["10.0.0.1/24 on eth0"] = .ours
        let record = HostRecord(
            host: "lb1", time: 0, now: Moment(), observed: observed,
            ledgerFailure: HostFailure(operation: "read", reason: "it is damaged"))
        let good = String(decoding: try Self.encoded(record), as: UTF8.self)
        let bad = good.replacing(text, with: wrong, maxReplacements: 1)
        #expect(bad != good)
        #expect {
            try JSONDecoder().decode(HostRecord.self, from: Data(bad.utf8))
        } throws: { error in
            guard case .some(let context) = (error as? DecodingError)?.context else { return false }
            let place = context.codingPath.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
            return place.joined(separator: ".") == path
        }
    }

    @Test("an object that is there twice is no record")
    func twice() throws {
        let record = HostRecord(
            host: "lb1", time: 0, now: Moment(), observed: Observed(interfaces: ["eth0"]))
        let good = String(decoding: try Self.encoded(record), as: UTF8.self)
        let interface = #"{"canAnnounce":true,"dropsOutsiders":false,"name":"eth0"}"#
        let bad = good.replacing(interface, with: "\(interface),\(interface)")
        #expect(bad != good)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(HostRecord.self, from: Data(bad.utf8))
        }
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .keyNotFound(_, let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context), .dataCorrupted(let context):
            context
        @unknown default: nil
        }
    }
}

extension Dice {
    /// A host in any state, read in part or whole, beside a controller or none.
    fileprivate mutating func record() -> HostRecord {
        var observed = host()
        for (key, service) in observed.services {
            observed.services[key]?.service.schedulerFlags = pick([[], .fallback, [.port, .third]])
            observed.services[key]?.service.onePacket = chance(20)
            observed.services[key]?.counters.bytesOut = UInt64(number(0...Int.max))
            for endpoint in service.destinations.keys {
                observed.services[key]?.destinations[endpoint]?.destination.forwarding = pick([
                    .gate, .local, .bypass, .gre(checksum: .checksum),
                    .gue(port: 6_080, checksum: .remote),
                ])
                observed.services[key]?.destinations[endpoint]?.destination.limits =
                    ConnectionLimits(upper: number(0...9), lower: 0)
            }
            observed.ledger.services[key]?.name = pick([nil, "web"])
            observed.ledger.services[key]?.outByHand = pick([nil, [], ["10.1.0.1:80"]])
            observed.ledger.services[key]?.fallback = pick([nil, "10.1.0.9:80"])
        }
        for name in some(["eth0", "eth1"], 70) {
            observed.interfaceNumbers[name] = Int32(number(1...9))
            if chance(30) { observed.muteInterfaces.insert(name) }
            if chance(30) { observed.strictInterfaces.insert(name) }
            if chance(20) { observed.loneRoutes[name] = number(1...9) }
            observed.silentInterfaces[name] = pick([nil, .down, .noCarrier])
        }
        observed.sysctls[.syncThreshold] = pick([nil, SysctlValue([3, 50])])
        if chance(30) { observed.switchedOff.insert(.module("ip_vs_ftp")) }
        if chance(20) { observed.timeouts = nil }
        if chance(20) { observed.unknown = UnknownObjects(services: number(0...2), servers: 1) }
        for state in some(SyncDaemon.State.allCases, 40) {
            let settings = SyncDaemon.Settings(
                interface: "eth1", id: number(0...255), group: "224.0.0.81", port: 8_848,
                timeToLive: 1, maximumLength: pick([nil, 1_400]))
            observed.syncDaemons[state] = SyncDaemon(state: state, settings: settings)
            observed.ledger.syncDaemons[state] = StartedDaemon(
                link: pick([nil, 3]), ports: pick([nil, 4]), socketSize: pick([nil, 4_000]))
        }
        for domain in some(Domain.allCases.filter { $0 != .proxy }, 15) {
            observed.scope.domains.remove(domain)
            observed.failures[domain] = HostFailure(
                operation: "read", reason: "no", errno: pick([nil, "EPERM"]),
                remedy: pick([nil, "run it as root"]))
        }
        return HostRecord(
            host: "lb1", time: Int64(number(0...Int.max)),
            now: Moment(milliseconds: Int64(number(0...9_999))), observed: observed,
            ledgerFailure: chance(10) ? HostFailure(operation: "read", reason: "no") : nil,
            listening: Set(some(["10.0.0.1:80", "[2001:db8::1]:443"], 50)),
            controller: chance(50) ? controller() : nil)
    }

    private mutating func controller() -> HostRecord.Controller {
        HostRecord.Controller(
            verdicts: verdicts(),
            feedback: pick([
                nil, ["mark 1": ["10.1.0.1:80": FeedbackReading(idle: .init(raw: 3), answered: 5)]],
            ]
            ),
            pages: pick([nil, [], Set(World.keys)]), lostQuorums: pick([nil, ["mark 2 ipv6"]]))
    }
}
