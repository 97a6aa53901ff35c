import Addresses
import Model
import Speaker
import TestThreads
import Testing
import VRRP

@testable import Failover

@Suite("Reports of absent nodes", .ownThreads)
struct AbsenceReportsTests {
    private let start = ContinuousClock.now

    private static func settings(_ nodes: [String]) -> SpeakerSettings {
        SpeakerSettings(
            node: "a", nodes: nodes, address: .v4(IPv4Address(rawValue: 0x7f00_0001)), links: [],
            groups: [GroupSettings(name: "web", routers: [])])
    }

    private static func status(_ uptime: Duration) -> SpeakerStatus {
        var status = SpeakerStatus(session: 1)
        var group = GroupStatus(name: "web", role: .active)
        group.uptime = uptime
        status.groups = [group]
        return status
    }

    @Test("a node that leaves the document is not heard again, nor one while its group begins")
    func leaves() {
        var reports = AbsenceReports()
        let pair = Self.settings(["a", "b"])
        #expect(
            reports.update(Self.status(.seconds(60)), pair, at: start).map(\.kind) == [.failed])
        #expect(reports.update(Self.status(.zero), pair, at: start).isEmpty)
        #expect(reports.update(Self.status(.seconds(60)), pair, at: start).isEmpty, "known")
        #expect(reports.update(Self.status(.seconds(60)), Self.settings(["a"]), at: start).isEmpty)
    }

    @Test("a node that is added has half a minute to begin")
    func added() {
        var reports = AbsenceReports()
        let status = Self.status(.seconds(3600))
        _ = reports.update(status, Self.settings(["a"]), at: start)
        let pair = Self.settings(["a", "b"])
        #expect(reports.update(status, pair, at: start).isEmpty)
        #expect(reports.update(status, pair, at: start + .seconds(29)).isEmpty)
        #expect(reports.update(status, pair, at: start + .seconds(30)).map(\.kind) == [.failed])
    }
}
