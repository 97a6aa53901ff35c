import Addresses
import Testing
import VRRP

/// One election and plain VRRP: the steps of RFC 9568 section 6.4, one by one.
@Suite("Election")
struct ElectionTests {
    private static let zero = Moment(.seconds(1000))
    private static let other = ip("10.0.0.9")

    private static func settings(
        _ priority: UInt8 = 100, change: (inout ElectionSettings) -> Void = { _ in }
    ) -> ElectionSettings {
        var settings = ElectionSettings(
            routerID: 51, node: NodeID(name: "lb1"), session: 1, address: ip("10.0.0.1"),
            links: [ElectionLink(id: 0, sources: [ip("10.0.0.1")])])
        settings.priority = priority
        change(&settings)
        return settings
    }

    private static func heard(
        _ priority: UInt8, interval: Duration = .seconds(1), from source: IPAddress = other
    ) -> ElectionEvent {
        .advertisement(
            HeardAdvertisement(link: 0, source: source, priority: priority, interval: interval))
    }

    /// Actions without reports, which plain VRRP has not.
    private static func plain(_ actions: [ElectionAction]) -> [ElectionAction] {
        actions.filter { if case .report = $0 { false } else { true } }
    }

    private static func wake(_ actions: [ElectionAction]) -> Moment? {
        for case .wake(let moment) in actions { return moment }
        return nil
    }

    @Test("down interval and skew time are those of the RFCs")
    func times() {
        let settings = Self.settings()
        #expect(settings.skew(priority: 100, interval: .seconds(1)) == .microseconds(609_375))
        #expect(
            settings.downInterval(priority: 100, interval: .milliseconds(10))
                == .nanoseconds(36_093_750))
        let old = Self.settings { $0.version = .two }
        #expect(
            old.downInterval(priority: 254, interval: .seconds(10)) == .nanoseconds(30_007_812_500))
    }

    @Test("start, silence, takeover: addresses, announcement, advertisement, in this order")
    func takeover() {
        var election = Election(Self.settings())
        let first = election.handle(.start, at: Self.zero)
        #expect(first.first == .removeAddresses)
        #expect(election.role == .backup)
        let down = Self.zero + .microseconds(3_609_375)
        #expect(
            election.handle(.timer, at: down - .nanoseconds(1)).contains(.addAddresses) == false)
        let actions = Self.plain(election.handle(.timer, at: down))
        #expect(
            actions.dropLast() == [
                .role(.active, because: .silence), .addAddresses, .announce,
                .advertise(priority: 100, on: [0]),
            ])
        #expect(Self.wake(actions) == down + .milliseconds(50))
        #expect(election.role == .active)
    }

    @Test("a node that has served alone keeps its addresses while it listens, and has no gap")
    func keeping() {
        var election = Election(Self.settings())
        let first = election.handle(.startKeeping, at: Self.zero)
        #expect(!first.contains(.removeAddresses) && election.role == .backup)
        #expect(election.isKeeping == true)
        let down = Self.zero + .microseconds(3_609_375)
        for moment in [Self.zero + .seconds(1), Self.zero + .seconds(2), down] {
            #expect(!election.handle(.timer, at: moment).contains(.removeAddresses))
        }
        #expect(election.role == .active)
        #expect(election.isKeeping == false)
    }

    @Test(
        "kept addresses are released for an active node, a fault, standby and the end",
        arguments: [50, 200])
    func released(_ priority: UInt8) {
        func started() -> Election {
            var election = Election(Self.settings())
            _ = election.handle(.startKeeping, at: Self.zero)
            return election
        }
        let now = Self.zero + .milliseconds(300)
        var fault = NodeCondition()
        fault.isUsable = false
        for event in [
            Self.heard(priority), .condition(fault), .link(0, isUp: false), .standBy,
            .stop,
        ] {
            var election = started()
            let actions = election.handle(event, at: now)
            #expect(actions.contains(.removeAddresses), "\(event)")
            #expect(election.isKeeping == false)
            #expect(election.role != .active)
            #expect(!election.handle(.timer, at: now).contains(.removeAddresses), "only once")
        }
        var election = started()
        #expect(
            !election.handle(Self.heard(0), at: now).contains(.removeAddresses),
            "a node that stops has released them")
    }

    @Test("advertisements of a node's other family are its own, once a report has shown the source")
    func families() {
        var election = Election(Self.settings(150))
        _ = election.handle(.start, at: Self.zero)
        _ = election.handle(.timer, at: Self.zero + .seconds(4))
        #expect(election.role == .active)
        let six = ip("fe80::9")
        var report = Report(
            routerID: 51, node: NodeID(name: "lb2"), session: 2, sequence: 1, priority: 200,
            interval: .seconds(1), address: Self.other)
        report.heard = [NodeID(name: "lb1")]
        let now = Self.zero + .seconds(4) + .milliseconds(100)
        for source in [Self.other, six] {
            _ = election.handle(.report(report, link: 0, source: source), at: now)
        }
        // A router of higher priority would take the role; this one reports that it is a backup.
        for source in [Self.other, six] {
            _ = election.handle(Self.heard(200, from: source), at: now)
            #expect(election.role == .active)
        }
        _ = election.handle(Self.heard(200, from: ip("fe80::8")), at: now)
        #expect(election.role == .backup)
    }

    @Test("new settings keep the role, and apply at once")
    func newSettings() {
        var election = Election(Self.settings())
        _ = election.handle(.start, at: Self.zero)
        let later = Self.zero + .seconds(4)
        _ = election.handle(.timer, at: later)
        var new = Self.settings(120) { $0.interval = .milliseconds(100) }
        new.routerID = 9
        let actions = election.handle(.settings(new), at: later)
        #expect(election.role == .active)
        #expect(election.settings.routerID == 51, "another group is another election")
        #expect(Self.plain(actions).first == .advertise(priority: 120, on: [0]))
        #expect(Self.wake(actions) == later + .milliseconds(50), "the next announcement")
        let next = election.handle(.timer, at: later + .milliseconds(100))
        #expect(next.contains(.advertise(priority: 120, on: [0])))
        // The same again changes nothing.
        #expect(Self.plain(election.handle(.settings(new), at: later)).count == 1)
    }

    @Test("the owner of the addresses is active at once")
    func owner() {
        var election = Election(Self.settings(255))
        let actions = election.handle(.start, at: Self.zero)
        #expect(actions.first == .removeAddresses)
        #expect(actions.contains(.advertise(priority: 255, on: [0])))
        #expect(election.role == .active)
    }

    @Test("a backup learns the interval of the active router")
    func learned() {
        var election = Election(Self.settings())
        _ = election.handle(.start, at: Self.zero)
        let at = Self.zero + .seconds(1)
        _ = election.handle(Self.heard(150, interval: .seconds(3)), at: at)
        let down = at + .seconds(9) + .seconds(3) * 156 / 256
        for second in 2...12 {
            let moment = Self.zero + .seconds(second)
            if moment < down { _ = election.handle(.timer, at: moment) }
        }
        #expect(election.role == .backup)
        _ = election.handle(.timer, at: down)
        #expect(election.role == .active)
    }

    @Test("priority 0 shortens the wait to the skew time, and does not restart it")
    func priorityZero() {
        var election = Election(Self.settings())
        _ = election.handle(.start, at: Self.zero)
        _ = election.handle(Self.heard(150), at: Self.zero + .seconds(1))
        _ = election.handle(Self.heard(0), at: Self.zero + .seconds(2))
        _ = election.handle(Self.heard(0), at: Self.zero + .milliseconds(2500))
        let actions = election.handle(.timer, at: Self.zero + .microseconds(2_609_375))
        #expect(actions.contains(.addAddresses))
    }

    @Test("an active router answers priority 0 and lower priorities, and yields to higher ones")
    func active() {
        var election = Election(Self.settings(255) { $0.priority = 200 })
        _ = election.handle(.start, at: Self.zero)
        var now = Self.zero + .seconds(4)
        _ = election.handle(.timer, at: now)
        #expect(election.role == .active)
        for priority: UInt8 in [0, 100, 199] {
            now = now + .milliseconds(300)
            let actions = election.handle(Self.heard(priority), at: now)
            #expect(actions.contains(.advertise(priority: 200, on: [0])), "\(priority)")
            #expect(actions.contains(.announce))
        }
        // The same priority from a lower address, and then from a higher one.
        now = now + .milliseconds(300)
        _ = election.handle(Self.heard(200, from: ip("10.0.0.0")), at: now)
        #expect(election.role == .active)
        let actions = Self.plain(election.handle(Self.heard(200), at: now))
        #expect(actions.first == .removeAddresses)
        #expect(actions.contains(.role(.backup, because: .outranked)))
    }

    @Test("answers to a flood of lower advertisements are limited")
    func flood() {
        var election = Election(Self.settings(200))
        _ = election.handle(.start, at: Self.zero)
        let now = Self.zero + .seconds(4)
        _ = election.handle(.timer, at: now)
        var count = 0
        for number in 1...900 {
            let actions = election.handle(Self.heard(1), at: now + .milliseconds(number))
            count += actions.count(where: { $0 == .advertise(priority: 200, on: [0]) })
        }
        #expect((1...10).contains(count))
    }

    @Test("its own packets and those of unknown links are ignored")
    func ignored() {
        var election = Election(Self.settings(200))
        _ = election.handle(.start, at: Self.zero)
        let now = Self.zero + .seconds(4)
        _ = election.handle(.timer, at: now)
        _ = election.handle(Self.heard(255, from: ip("10.0.0.1")), at: now)
        let stranger = HeardAdvertisement(
            link: 7, source: Self.other, priority: 255, interval: .seconds(1))
        _ = election.handle(.advertisement(stranger), at: now)
        #expect(election.role == .active)
    }

    @Test("before the start and after the stop nothing is done")
    func stopped() {
        var election = Election(Self.settings())
        let events: [ElectionEvent] = [
            Self.heard(255), .timer, .link(0, isUp: false), .link(0, isUp: true), .standBy,
            .resume, .condition(NodeCondition()),
        ]
        for event in events {
            #expect(election.handle(event, at: Self.zero) == [.wake(at: nil)])
        }
        #expect(election.handle(.stop, at: Self.zero) == [.finished, .wake(at: nil)])
        _ = election.handle(.start, at: Self.zero)
        let actions = Self.plain(election.handle(.stop, at: Self.zero))
        #expect(actions == [.role(.stopped, because: .stopped), .finished, .wake(at: nil)])
    }

    @Test("a late packet of a former process does not silence the present one")
    func sessions() throws {
        var election = Election(Self.settings())
        _ = election.handle(.start, at: Self.zero)
        let node = NodeID(name: "lb2")
        func hear(_ session: UInt32, _ sequence: UInt64, at moment: Moment) {
            let report = Report(
                routerID: 51, node: node, session: session, sequence: sequence, priority: 1,
                interval: .seconds(1), address: Self.other)
            _ = election.handle(.report(report, link: 0, source: Self.other), at: moment)
        }
        hear(1, 1, at: Self.zero)
        // The first packet of session 3 overtakes the last one of session 2.
        hear(3, 1, at: Self.zero + .seconds(1))
        hear(2, 9, at: Self.zero + .milliseconds(1001))
        #expect(election.peers[node]?.report.session == 2)
        for second: UInt64 in 2...6 {
            hear(3, second, at: Self.zero + .seconds(Int(second)))
        }
        let peer = try #require(election.peers[node])
        #expect(peer.report.session == 3)
        // A later one of session 2 is late again.
        hear(2, 10, at: Self.zero + .seconds(6) + .milliseconds(1))
        #expect(election.peers[node]?.report.session == 3)
    }

    @Test("peers and strangers are bounded")
    func bounds() throws {
        var election = Election(Self.settings())
        _ = election.handle(.start, at: Self.zero)
        for number: UInt32 in 1...500 {
            let node = try #require(NodeID(number))
            let source = IPAddress.v4(IPv4Address(rawValue: 0x0a01_0000 + number))
            let report = Report(
                routerID: 51, node: node, session: 1, sequence: 1, priority: 1,
                interval: .seconds(1), address: source)
            let moment = Self.zero + .milliseconds(Int(number))
            _ = election.handle(.report(report, link: 0, source: source), at: moment)
            _ = election.handle(Self.heard(1, from: source), at: moment)
        }
        #expect(election.peers.count == 16)
    }
}
