import Addresses
import Seeds
import Testing
import VRRP

@Suite("Reports")
struct ReportTests {
    private static func report(_ numbers: inout SeededNumbers, isSix: Bool) throws -> Report {
        func node() throws -> NodeID {
            try #require(NodeID(.random(in: 1...9999, using: &numbers)))
        }
        let bytes = (0..<(isSix ? 16 : 4)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        var report = Report(
            routerID: .random(in: 1...255, using: &numbers), node: try node(),
            session: .random(in: 0...UInt32.max, using: &numbers),
            sequence: .random(in: 0...UInt64.max, using: &numbers),
            priority: .random(in: 1...255, using: &numbers),
            interval: .milliseconds(10) * Int.random(in: 1...4095, using: &numbers),
            address: try #require(IPAddress(bytes: bytes)))
        report.role = numbers.pick([.stopped, .faulty, .backup, .active])
        report.penalty = .random(in: 0...255, using: &numbers)
        report.takeovers = .random(in: 0...255, using: &numbers)
        report.isCandidate = numbers.oneIn(2)
        report.isStandingBy = numbers.oneIn(2)
        report.hasForeignAddresses = numbers.oneIn(2)
        report.intent = numbers.pick([
            .none, .offer(try node()), .resigned(nil), .resigned(try node()),
        ])
        report.activeFor = .milliseconds(Int.random(in: 0...1_000_000, using: &numbers))
        report.gateways = numbers.oneIn(2) ? nil : .random(in: 0...255, using: &numbers)
        let heard = try (0..<Int.random(in: 0...16, using: &numbers)).map { _ in try node() }
        report.heard = Set(heard).sorted()
        report.witnessed = numbers.oneIn(2) ? report.heard.first : nil
        report.isChosen = numbers.oneIn(2)
        report.lacksController = numbers.oneIn(2)
        report.probesSync = numbers.oneIn(2)
        report.isRevoked = numbers.oneIn(2)
        report.addressDigest = .random(in: 0...UInt32.max, using: &numbers)
        return report
    }

    @Test("a report is decoded to the same value, over both families", arguments: 0..<10)
    func roundTrip(seed: Int) throws {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<100 {
            let report = try Self.report(&numbers, isSix: numbers.oneIn(2))
            let source = numbers.oneIn(2) ? ip("fe80::9") : ip("192.0.2.9")
            let datagram = report.datagram(from: source, to: Datagram.group(of: source.family))
            let rules = ReceptionRules(version: .two, routerID: report.routerID)
            #expect(try Report(datagram, rules: rules) == report)
            #expect(Report.isReport(datagram.payload) == true)
            // Other programs discard it for its type, after its length was right.
            #expect(throws: Refusal.type(11)) {
                try Advertisement(
                    datagram, rules: ReceptionRules(version: .three, routerID: report.routerID))
            }
        }
    }

    @Test("values out of range are clipped, and more nodes than fit are left out")
    func clipping() throws {
        var numbers = SeededNumbers(seed: 1)
        var report = try Self.report(&numbers, isSix: false)
        report.interval = .seconds(3600)
        report.activeFor = .seconds(10_000_000)
        report.heard = (1...300).compactMap { NodeID(UInt32($0)) }
        let datagram = report.datagram(from: ip("10.0.0.1"), to: Datagram.group(of: .ipv4))
        let rules = ReceptionRules(version: .three, routerID: report.routerID)
        let decoded = try Report(datagram, rules: rules)
        #expect(decoded.interval == .milliseconds(40_950))
        #expect(decoded.activeFor == .milliseconds(Int64(UInt32.max)))
        #expect(decoded.heard == (1...16).compactMap { NodeID(UInt32($0)) })
    }

    @Test("the number of a node is derived from its name, and is never zero")
    func nodes() {
        #expect(NodeID(name: "lb1") != NodeID(name: "lb2"))
        #expect(NodeID(name: "lb1").rawValue == NodeID(name: "lb1").rawValue)
        #expect(NodeID(0) == nil)
        #expect(NodeID(name: "").rawValue != 0)
    }
}
