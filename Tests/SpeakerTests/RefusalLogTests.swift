import Addresses
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("The log of refused packets", .ownThreads)
struct RefusalLogTests {
    private func moment(_ seconds: Int) -> Moment { Moment(.seconds(1000 + seconds)) }

    private func address(_ number: UInt32) -> IPAddress {
        .v4(IPv4Address(rawValue: 0x0a00_0000 + number))
    }

    @Test("packets count for a minute; three are a report, and a minute without one is its end")
    func minute() {
        var log = RefusalLog()
        for second in 0..<2 {
            log.note("key", from: address(1), "k", isFault: true, at: moment(second))
        }
        #expect(log.takeChanges(at: moment(2)) == [])
        log.note("key", from: address(1), "k", isFault: true, at: moment(30))
        #expect(log.recent(at: moment(30)).map(\.count) == [3])
        #expect(
            log.takeChanges(at: moment(30)) == [.init(isBegin: true, sentence: "10.0.0.1: k")])
        #expect(log.takeChanges(at: moment(31)) == [])
        #expect(log.recent(at: moment(70)).map(\.count) == [1])
        #expect(log.takeChanges(at: moment(70)) == [])
        #expect(
            log.takeChanges(at: moment(100)) == [.init(isBegin: false, sentence: "10.0.0.1: k")])
        #expect(log.recent(at: moment(100)) == [])
    }

    @Test("packets of other virtual routers are no event, and make room for faults")
    func room() {
        var log = RefusalLog()
        for number: UInt32 in 1...20 {
            for _ in 0..<5 {
                log.note("router", from: address(number), "r", isFault: false, at: moment(0))
            }
        }
        #expect(log.recent(at: moment(0)).count == 16)
        #expect(log.takeChanges(at: moment(0)) == [])
        for number: UInt32 in 1...20 {
            log.note("key", from: address(number), "k", isFault: true, at: moment(0))
        }
        #expect(log.recent(at: moment(0)).map(\.isFault) == Array(repeating: true, count: 16))
    }

    @Test("every reason has a sentence, and only those for this node's virtual routers are faults")
    func reasons() {
        #expect(Refusal.signature(7).sentence == "the HMAC of key 7 does not match")
        #expect(Refusal.surplus(28).sentence == "it is signed, and this node has no keys")
        #expect(!Refusal.router(52).isFault)
        #expect(!Refusal.replayed.isFault)
        #expect(Refusal.version(2).isFault)
    }
}
