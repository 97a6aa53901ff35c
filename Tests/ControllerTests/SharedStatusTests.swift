import Model
import TestThreads
import Testing

@testable import Controller

/// The status that pages and requests share.
@Suite("Shared status", .timeLimit(.minutes(20)), .ownThreads)
struct SharedStatusTests {
    @Test("a hundred requests at the same time and after each other cost one status")
    func sharing() async {
        let shared = SharedStatus<String>()
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = await shared.value(since: 2) { ("of two events", 2) }
                }
            }
        }
        #expect(await shared.count == 1)
        let found = await shared.value(since: 3) { ("of three events", 3) }
        #expect(found == "of three events")
        #expect(await shared.count == 2)
    }

    @Test("the index finds the events of a name, of a server in it, and of an address")
    func index() throws {
        let index = EventIndex([
            Event(time: 0, kind: .down, message: "shop/web1 is down: refused"),
            Event(time: 1, kind: .applied, message: "applied", details: ["server web1 in mail"]),
            Event(time: 2, kind: .applied, message: "added tcp 10.0.0.1:80, weight 1"),
        ])
        func times(_ name: String, _ part: String? = nil) -> [Int64] {
            index.candidates(for: ExplainedSubject(service: name, server: part), nil).map(\.time)
        }
        #expect(times("shop") == [0] && times("shop", "web1") == [0])
        #expect(times("mail") == [1] && times("none").isEmpty)
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let subject = ExplainedSubject(service: "other", server: nil)
        #expect(index.candidates(for: subject, key).map(\.time) == [2])
    }
}
