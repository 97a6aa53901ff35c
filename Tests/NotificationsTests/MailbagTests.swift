import Model
import TestThreads
import Testing

@testable import Notifications

@Suite("The bag of mail", .ownThreads)
struct MailbagTests {
    private func event(_ message: String) -> Event {
        Event(time: 0, kind: .down, message: message, details: [message])
    }

    @Test("what happens at once is one mail")
    func gathering() {
        var bag = Mailbag(at: 0)
        bag.add(event("a"), at: 1)
        bag.add(event("b"), at: 900)
        #expect(bag.open(at: 1_000) == nil)
        let mail = bag.open(at: 1 + Mailbag.gathering)
        #expect(mail?.lines == ["1970-01-01T00:00:00Z down: a", "1970-01-01T00:00:00Z down: b"])
        #expect(mail?.subject == "2 events, the latest: down: b")
        #expect(bag.open(at: 9_000) == nil, "one at a time")
        bag.add(event("c"), at: 9_000)
        #expect(bag.conclude(.delivered(refused: []), at: 9_001) == nil)
        #expect(bag.lines.count == 1 && bag.due != nil)
        #expect(bag.open(at: 20_000)?.subject == "down: c")
    }

    @Test("a relay that is out of order is tried again, less and less often, with all there is")
    func retries() {
        var bag = Mailbag(at: 0)
        var now: Int64 = 0
        var waits: [Int64] = []
        for number in 0..<10 {
            bag.add(event("\(number)"), at: now)
            now = max(now, bag.due ?? 0)
            let mail = bag.open(at: now)
            #expect(mail?.lines.count == number + 1)
            waits.append(bag.conclude(.deferred("no"), at: now) ?? 0)
        }
        #expect(waits == waits.sorted() && waits[0] == 30_000 && waits[9] == 1_800_000)
        now = bag.due ?? 0
        _ = bag.open(at: now)
        _ = bag.conclude(.delivered(refused: []), at: now)
        #expect(bag.lines.isEmpty && bag.due == nil)
    }

    @Test("it holds so many lines, and says how many it lost")
    func bounds() {
        var bag = Mailbag(at: 0)
        for number in 0..<1_000 { bag.add(event("\(number)"), at: 0) }
        #expect(bag.lines.count == Mailbag.limit)
        #expect(bag.open(at: 10_000)?.lines.last == "and 500 more lines, which found no room")
        _ = bag.conclude(.refused("no"), at: 10_000)
        #expect(bag.lines.isEmpty && bag.lost == 0)
    }

    @Test("while servers are down it says so again")
    func repeating() {
        var bag = Mailbag(at: 0)
        #expect(!bag.isRepeatDue(nil, at: 1_000_000))
        #expect(!bag.isRepeatDue(60_000, at: 59_999))
        #expect(bag.isRepeatDue(60_000, at: 60_000))
        bag.remind([], at: 60_000)
        #expect(bag.open(at: 60_000) == nil && bag.nextMoment(60_000) == 120_000)
        bag.remind(["web/web1 is down"], at: 120_000)
        #expect(bag.open(at: 120_000)?.subject == "still web/web1 is down")
        _ = bag.conclude(.delivered(refused: []), at: 120_001)
        #expect(!bag.isRepeatDue(60_000, at: 120_002))
    }
}
