import Addresses
import Model
import TestThreads
import Testing
import VRRP

@testable import Failover
@testable import Speaker

@Suite("Programs beside the nodes", .ownThreads)
struct ProgramTests {
    private func group(_ age: Int, isActive: Bool = false) throws -> GroupStatus {
        var group = GroupStatus(name: "web", role: .active)
        let stranger =
            #"{"source":"10.0.0.254","priority":100,"isActive":\#(isActive),"isRival":false,"#
            + #""age":\#(age)}"#
        let value = try #require(JSONReader.value(of: Array(stranger.utf8)))
        group.strangers = [try StrangerStatus(value, at: "")]
        return group
    }

    private func settings(_ address: String?) -> SpeakerSettings {
        var settings = SpeakerSettings(
            node: "a", nodes: ["a", "b"], address: .v4(IPv4Address(rawValue: 1)), links: [],
            groups: [GroupSettings(name: "web", routers: [])])
        settings.addresses["b"] = address.flatMap { IPAddress($0) }
        return settings
    }

    @Test("a silent program that is no node of the document is forgotten after a minute")
    func forgotten() throws {
        let other = settings("10.0.0.2")
        #expect(try group(59_000).programs(other).count == 1)
        #expect(try group(61_000).programs(other).isEmpty)
        #expect(try group(61_000, isActive: true).programs(other).count == 1)
        // It may be a node: the document does not have its address, or has this one.
        #expect(try group(61_000).programs(settings(nil)).count == 1)
        #expect(try group(61_000).programs(settings("10.0.0.254")).count == 1)
    }
}
