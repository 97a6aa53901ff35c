import Foundation
import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Failover
@testable import Speaker

@Suite(
    "Two holders of an address", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct DoubleHolderTests {
    @Test("the time is recorded although the process of one node was stopped and killed")
    func killed() throws {
        let pair = try Balancers.started(document())
        let process = try #require(try pair.election("a")?.processID)
        kill(pid_t(process), SIGSTOP)
        pair.expect("both have the address") { try pair.isHolding("a") && pair.isHolding("b") }
        pair.expect("the time with both is recorded") {
            try pair.events("a").contains {
                $0.hasPrefix("failover group all: this node and b both had the addresses for ")
                    && $0.contains(" ms: the election process here had ended")
            }
        }
        #expect(
            try pair.events("a").contains(
                "failover group all: an earlier election process had left "
                    + "\(Balancers.address)/32 on eth0 on this node; removed"))
        pair.expect("a has the address again") {
            try pair.isHolding("a") && !pair.isHolding("b")
        }
    }
}

@Suite("Addresses that a process has left", .ownThreads)
struct LeftAddressesTests {
    private static func status(_ role: Report.Role, activeFor: Duration?) throws -> SpeakerStatus {
        var status = SpeakerStatus(session: 1)
        status.groups = [GroupStatus(name: "web", role: role)]
        let peer = activeFor.map {
            #"{"node":"b","role":"active","priority":100,"penalty":0,"isCandidate":false,"#
                + #""hearsThisNode":true,"activeFor":\#($0.wholeMilliseconds)}"#
        }
        let text =
            #"{"reply":"status","status":{"session":1,"hasController":true,"lastEvent":0,"#
            + #""isRealTime":true,"isLocked":true,"longestDelay":0,"lateTimers":0,"groups":["#
            + #"{"name":"web","role":"\#(role.word)","priority":100,"isStandingBy":false,"#
            + #""takeovers":0,"held":0,"peers":[\#(peer ?? "")]}]}}"#
        let value = try #require(JSONReader.value(of: Array(text.utf8)))
        guard case .status(let read) = try SpeakerReply(value) else { return status }
        return read
    }

    @Test("the time ends with the removal, and begins with the role of the other node")
    func lengths() throws {
        var left = LeftAddresses()
        var event = SpeakerEvent(.leftoversRemoved, "web", value: "10.0.0.1/32")
        event.time = 10_000
        left.note(event)
        #expect(left.update(try Self.status(.backup, activeFor: nil), at: 10_500) == [])
        let both = left.update(try Self.status(.backup, activeFor: .seconds(5)), at: 11_000)
        #expect(both.count == 1 && both[0].contains("both had the addresses for 4000 ms"))
        #expect(left.update(try Self.status(.backup, activeFor: .seconds(6)), at: 12_000) == [])
        // The other node had taken over after the removal.
        left.note(event)
        #expect(
            left.update(try Self.status(.backup, activeFor: .milliseconds(900)), at: 11_000) == [])
        // A controller that releases the addresses of a lost process.
        _ = left.update(try Self.status(.active, activeFor: nil), at: 19_000)
        left.noteRelease(at: 20_000)
        let released = left.update(try Self.status(.backup, activeFor: .seconds(9)), at: 25_000)
        #expect(released.count == 1 && released[0].contains("for 4000 ms"))
        // A backup had none.
        left.noteRelease(at: 30_000)
        #expect(left.update(try Self.status(.backup, activeFor: .seconds(60)), at: 31_000) == [])
    }
}
