import Admin
import Model
import Synchronization
import TestThreads
import Testing

@testable import Pages

/// The order in which pages are drawn.
@Suite("Turns of pages", .timeLimit(.minutes(20)), .ownThreads)
struct PageTurnsTests {
    @Test("an account with many pages delays the page of another one by one page at most")
    func turns() async throws {
        let press = PagePress()
        let drawn = DrawnPages()
        let (stream, isOpen) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup { group in
            group.addTask { try await drawn.draw(0, for: "many", by: press, after: stream) }
            while await press.waiting < 1 { await Task.yield() }
            for number in 1...20 {
                group.addTask { try await drawn.draw(number, for: "many", by: press) }
            }
            while await press.waiting < 21 { await Task.yield() }
            // The first page of the account with many is still being read.
            try await drawn.draw(0, for: "few", by: press)
            #expect(drawn.accounts == ["few"])
            isOpen.yield()
            try await group.waitForAll()
        }
        #expect(drawn.accounts.count == 22)
    }

    @Test("fields that a page does not have make no other page")
    func fields() throws {
        func key(_ target: String) throws -> PagePress.Key {
            PagePress.Key(try PageRoute.visit("GET", target), group: .report)
        }
        #expect(try key("/?x=1&find=") == key("/"))
        #expect(try key("/services/a?done=drain") == key("/services/a"))
        #expect(try key("/?page=2&find=w%65b") == key("/?find=web&page=2"))
        #expect(try key("/?find=web") != key("/"))
        #expect(try key("/events?kind=up") != key("/events?find=up"))
        #expect(try key("/firewall?from=1&to=2") != key("/firewall?from=2&to=2"))
    }
}

/// The accounts of pages, in the order in which they were drawn.
private final class DrawnPages: Sendable {
    private let order = Mutex<[String]>([])

    var accounts: [String] { order.withLock(\.self) }

    /// Draws a page.
    ///
    /// - Parameter stream: the page is read when it has an element; nil: at once.
    func draw(
        _ number: Int, for account: String, by press: PagePress,
        after stream: AsyncStream<Void>? = nil
    ) async throws {
        let visit = PageVisit(PageName.service.rawValue, "GET", "/services/\(account)\(number)")
        _ = try await press.body(PagePress.Key(visit, group: .report), for: account) {
            if let stream { for await _ in stream { break } }
            return {
                self.order.withLock { $0.append(account) }
                return PageBody(title: "", content: "")
            }
        }
    }
}
