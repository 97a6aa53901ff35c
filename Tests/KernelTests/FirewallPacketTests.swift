import Addresses
import Glibc
import Model
import Planning
import Seeds
import TestThreads
import Testing

@testable import Kernel

/// The evaluator beside the kernel: random documents, and real packets against their rules.
///
/// `BALLAST_FIREWALL_DOCUMENTS` is the number of documents; 500 take several minutes.
@Suite("Packets through the firewall", .enabled(if: FirewallKernel.isAvailable), .ownThreads)
struct FirewallPacketTests {
    private static let documents =
        getenv("BALLAST_FIREWALL_DOCUMENTS").flatMap { Int(String(cString: $0)) } ?? 40
    private static let packets = 200

    /// Packets by their fate.
    private struct Tally {
        var accepted = 0
        var served = 0
        var replies = 0
        /// Those that reached a port of the administration behind a lock-down.
        var administered = 0
    }

    @Test(
        "a packet reaches this host or a server exactly if the evaluator accepts it",
        arguments: FirewallKernel.variants)
    func agreement(_ variant: FirewallVariant) throws {
        var tally = Tally()
        for seed in 0..<Self.documents {
            var numbers = SeededNumbers(seed: seed)
            try FirewallSite.with { site in
                let host = try KernelHost(firewall: variant)
                let spec = RandomFirewall.document(using: &numbers)
                let tables = try Self.load(spec, on: host, "seed \(seed)")
                let sent = (0..<Self.packets).map { index in
                    RandomFirewall.packet(UInt16(index), using: &numbers)
                }
                let arrived = try Self.compare(
                    sent, through: tables, at: site, &tally, "seed \(seed)")
                for packet in arrived where !RandomFirewall.explains(packet, spec) {
                    Issue.record("seed \(seed): \(packet) reaches the administration")
                }
                tally.administered += arrived.count { RandomFirewall.isAdministration($0, spec) }
            }
        }
        let all = Self.documents * Self.packets
        print(
            "firewall: \(variant): of \(all) packets \(tally.accepted) reached the host,"
                + " \(tally.served) a server; \(tally.replies) replies")
        #expect(tally.accepted > all / 10 && tally.accepted < all * 8 / 10, "both kinds are tried")
        #expect(tally.administered > Self.documents / 4, "administrators are tried")
        #expect(tally.served > all / 50 && tally.replies > Self.documents, "forwarded ones too")
    }

    /// Loads the rules of a document; the tables of the host by family.
    private static func load(
        _ spec: Spec, on host: KernelHost, _ name: String
    ) throws -> [AddressFamily: FirewallTables] {
        var tables: [AddressFamily: FirewallTables] = [:]
        for family in AddressFamily.allCases {
            let rules = spec.firewallRules(family)
            if rules.count > 0 {
                let outcomes = host.apply([.firewall(.load(rules, from: nil))])
                #expect(outcomes.map(\.result) == [.done], "\(name)")
            }
            tables[family] = try host.firewallSurvey(family)?.tables.first
            #expect(tables[family] != nil)
        }
        return tables
    }

    /// Sends packets, compares their fate with the evaluator's verdict, and returns those that
    /// have reached this host.
    private static func compare(
        _ packets: [FirewallPacket], through tables: [AddressFamily: FirewallTables],
        at site: FirewallSite, _ tally: inout Tally, _ name: String
    ) throws -> [FirewallPacket] {
        var accepted: Set<Int> = []
        var served: [Int: Endpoint] = [:]
        for (index, packet) in packets.enumerated() {
            guard let rules = tables[packet.destination.address.family] else { continue }
            let passage = FirewallPassage(packet, through: rules) {
                FirewallSite.addresses.contains($0)
            }
            // Two of them may have one translation, which the kernel keeps for one alone.
            let hasTranslation = passage.isForwarded && !packet.transport.hasPorts
            guard !hasTranslation else { continue }
            try site.send(FirewallFrame(packet, number: UInt16(index)))
            guard passage.verdict == .accepted else { continue }
            if !passage.isForwarded {
                accepted.insert(index)
            } else if FirewallSite.servers.contains(passage.packet.destination.address) {
                served[index] = passage.packet.destination
            }
        }
        var arrived: Set<Int> = []
        var arrivals: [Int: FirewallArrival] = [:]
        wait {
            arrived.formUnion(site.received())
            arrivals.merge(site.served()) { $1 }
            return accepted.isSubset(of: arrived) && served.keys.allSatisfy { arrivals[$0] != nil }
        }
        for index in arrived.symmetricDifference(accepted).sorted() {
            let isReceived = arrived.contains(index)
            Issue.record("\(name): \(packets[index]), received: \(isReceived)")
        }
        for index in Set(arrivals.keys).union(served.keys).sorted()
        where arrivals[index]?.destination != served[index] {
            let arrival = arrivals[index].map { "\($0.destination)" } ?? "none"
            let wanted = served[index].map { "\($0)" } ?? "none"
            Issue.record("\(name): \(packets[index]), server: \(arrival), wanted: \(wanted)")
        }
        tally.accepted += accepted.count
        tally.served += served.count
        try answer(arrivals, to: packets, through: tables, at: site, &tally, name)
        return arrived.sorted().map { packets[$0] }
    }

    /// Sends the servers' answers: connection tracking returns them to the clients, with the
    /// addresses that these know.
    private static func answer(
        _ arrivals: [Int: FirewallArrival], to packets: [FirewallPacket],
        through tables: [AddressFamily: FirewallTables], at site: FirewallSite,
        _ tally: inout Tally, _ name: String
    ) throws {
        // Answers of the host itself, which may have any number, are not counted.
        _ = site.answered()
        var expected: Set<Int> = []
        for (index, arrival) in arrivals where [.tcp, .udp].contains(packets[index].transport) {
            let reply = FirewallPacket(
                from: arrival.destination, to: arrival.source, packets[index].transport,
                arrivingAt: "eth1", state: .established)
            guard let rules = tables[reply.destination.address.family] else { continue }
            // The kernel has undone the translation of the source before it decides.
            let passage = FirewallPassage(reply, through: rules) { _ in false }
            try site.answer(FirewallFrame(reply, number: UInt16(index), isReply: true))
            if passage.verdict == .accepted { expected.insert(index) }
        }
        var arrived: [Int: FirewallArrival] = [:]
        wait {
            arrived.merge(site.answered()) { $1 }
            return expected.allSatisfy { arrived[$0] != nil }
        }
        for index in expected.sorted() {
            #expect(
                arrived[index]?.source == packets[index].destination
                    && arrived[index]?.destination == packets[index].source,
                "\(name): answer to \(packets[index]): \(String(describing: arrived[index]))")
        }
        tally.replies += expected.count
    }

    /// Waits up to a second for a condition.
    private static func wait(for condition: () -> Bool) {
        for _ in 0..<100 where !condition() { usleep(10_000) }
    }
}
