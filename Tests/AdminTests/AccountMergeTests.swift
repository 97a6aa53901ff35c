import Foundation
import Seeds
import TestSupport
import Testing

@testable import Admin

/// Accounts of several nodes, merged entry by entry.
@Suite("Merged accounts")
struct AccountMergeTests {
    private static func hash(_ word: String) throws -> PasswordHash {
        try .cheap("correct horse \(word)")
    }

    /// A book with an account that was made at 10.
    private static func book() throws -> AccountBook {
        var book = AccountBook()
        try book.add(
            AccountUser(
                name: "anna", group: .configuration, hash: try .cheap(), created: 10, changed: 10))
        return book
    }

    private static func token(_ name: String, at now: Int64, until end: Int64) -> AccountToken {
        AccountToken(
            name: name, group: .report, digest: AccountSecret().digest, created: now, expires: end,
            creator: "anna")
    }

    /// The result of both orders, which is one.
    private static func merged(_ one: AccountBook, _ other: AccountBook, at now: Int64 = 100)
        -> AccountBook
    {
        let result = one.merged(with: other, at: now)
        #expect(other.merged(with: one, at: now) == result)
        #expect(result.merged(with: one, at: now) == result)
        return result
    }

    @Test("another group and another password, changed apart, both count")
    func values() throws {
        var (one, other) = (try Self.book(), try Self.book())
        other = one
        try one.change("anna", isForced: true, at: 20) { $0.group = .report }
        let hash = try Self.hash("b")
        try other.change("anna", at: 30) { ($0.hash, $0.changed) = (hash, 30) }
        let user = try #require(Self.merged(one, other).user("anna"))
        #expect(user.group == .report && user.hash == hash)
    }

    @Test("of two passwords the later one counts, also where a clock is behind")
    func passwords() throws {
        let (one, first, second) = (try Self.book(), try Self.hash("a"), try Self.hash("b"))
        var (left, right) = (one, one)
        try left.change("anna", at: 50) { ($0.hash, $0.changed) = (first, 50) }
        try right.change("anna", at: 40) { ($0.hash, $0.changed) = (second, 40) }
        #expect(Self.merged(left, right).user("anna")?.hash == first)
        // A change of a known one is later than that, whatever the clock shows.
        var next = Self.merged(left, right)
        try next.change("anna", at: 20) { ($0.hash, $0.changed) = (second, 20) }
        #expect(Self.merged(next, left).user("anna")?.hash == second)
        // At the same time: one of them, on all nodes.
        var same = one
        try same.change("anna", at: 50) { ($0.hash, $0.changed) = (second, 50) }
        #expect(Self.merged(left, same).user("anna")?.changed == 50)
    }

    @Test("a removed account does not return, and a later one of its name is another one")
    func removal() throws {
        var (one, other) = (try Self.book(), AccountBook())
        other = one
        try one.remove("anna", isForced: true, at: 20)
        let hash = try Self.hash("b")
        try other.change("anna", at: 90) { ($0.hash, $0.changed) = (hash, 90) }
        var both = Self.merged(one, other)
        #expect(both.users.isEmpty)
        #expect(Self.merged(both, other).users.isEmpty)
        // The clock of this node is behind.
        try both.add(
            AccountUser(name: "anna", group: .report, hash: hash, created: 5, changed: 5))
        let again = Self.merged(both, other)
        #expect(again.user("anna")?.group == .report && again.user("anna")?.created == 21)
        #expect(Self.merged(again, one).user("anna") != nil)
        // A removal by a node whose clock is behind.
        var last = again
        try last.remove("anna", at: 1)
        #expect(Self.merged(last, again).users.isEmpty)
    }

    @Test("a revoked token does not return, and removals of expired ones are forgotten")
    func tokens() throws {
        var one = AccountBook()
        try one.add(Self.token("deploy", at: 10, until: 1000))
        let other = one
        try one.revoke("deploy", at: 20)
        #expect(Self.merged(one, other).tokens.isEmpty)
        try one.add(Self.token("deploy", at: 15, until: 1000))
        #expect(Self.merged(one, other).tokens.map(\.created) == [21])
        #expect(Self.merged(one, other, at: 1000).tokens.isEmpty)
        #expect(one.shared(at: 1000 + 86_400_000).removals.isEmpty)
        #expect(one.sharedEnd(after: 100) == 1000 && one.sharedEnd(after: 1000) == nil)
    }

    @Test("two nodes at their limits have a file that can be read")
    func limits() throws {
        let hash = try PasswordHash.cheap()
        func full(_ prefix: String) throws -> AccountBook {
            var book = AccountBook()
            for number in 0..<AccountBook.userLimit {
                try book.add(
                    AccountUser(
                        name: "\(prefix)\(number)", group: .report, hash: hash, created: 1,
                        changed: 1))
            }
            return book
        }
        var all = AccountBook()
        for prefix in ["a", "b", "c"] { all = Self.merged(all, try full(prefix)) }
        #expect(all.users.count == 2 * AccountBook.userLimit)
        let data = try JSONEncoder().encode(all)
        #expect(try JSONDecoder().decode(AccountBook.self, from: data) == all)
        for number in 0..<AccountRemoval.limit + 10 {
            try all.add(Self.token("t", at: Int64(number), until: .max - 86_400_001))
            try all.revoke("t", at: Int64(number))
        }
        #expect(all.removals.count == 1)
    }

    @Test("nodes that exchange in any order have one book", arguments: 0..<60)
    func property(seed: UInt64) throws {
        var dice = SeededNumbers(seed: seed)
        let hashes = try (0..<3).map { try Self.hash("\($0)") }
        var nodes = [AccountBook](repeating: AccountBook(), count: 3)
        for step in 1...80 {
            let place = Int.random(in: 0..<3, using: &dice)
            let name = ["a", "b", "c"].randomElement(using: &dice) ?? "a"
            // Clocks differ.
            let now = Int64(step + Int.random(in: 0...20, using: &dice))
            let hash = hashes[Int.random(in: 0..<3, using: &dice)]
            // Refusals change nothing.
            switch Int.random(in: 0..<8, using: &dice) {
            case 0, 1:
                try? nodes[place].add(
                    AccountUser(
                        name: name, group: .report, hash: hash, created: now, changed: now))
            case 2:
                try? nodes[place].change(name, isForced: true, at: now) { $0.group = .maintenance }
            case 3:
                try? nodes[place].change(name, isForced: true, at: now) {
                    ($0.hash, $0.changed) = (hash, now)
                }
            case 4: try? nodes[place].remove(name, isForced: true, at: now)
            case 5: _ = try? nodes[place].add(Self.token(name, at: now, until: 100_000))
            case 6: try? nodes[place].revoke(name, at: now)
            default:
                let other = Int.random(in: 0..<3, using: &dice)
                nodes[place] = nodes[place].merged(with: nodes[other], at: now)
            }
        }
        let orders = [[0, 1, 2], [2, 1, 0], [1, 0, 2]].map { order in
            order.reduce(AccountBook()) { $0.merged(with: nodes[$1], at: 200) }
        }
        #expect(orders[0] == orders[1] && orders[0] == orders[2])
        // Each removal here counts everywhere.
        for node in nodes {
            for removal in node.removals where removal.kind == .account {
                #expect(orders[0].user(removal.name).map { $0.created > removal.time } ?? true)
            }
        }
    }

    @Test("an exchange merges files, sends no secret, and keeps a damaged file")
    func files() async throws {
        let scratch = try Scratch(name: "unused")
        let places = ["one", "two"].map { "\(scratch.folder)/\($0)" }
        let (one, two) = (
            AccountExchange(state: places[0], wall: { 100 }),
            AccountExchange(state: places[1], wall: { 100 })
        )
        #expect(try await one.digest() == two.digest())
        let stores = places.map { AccountStore(state: $0) }
        try stores[0].add("anna", .configuration, try .cheap(), now: 5)
        let (_, text) = try stores[1].issue(
            "deploy", .report, lifetime: .seconds(100), by: "anna", now: 50)
        #expect(try await one.digest() != two.digest())
        let sent = try await two.accounts()
        #expect(!String(decoding: sent, as: UTF8.self).contains(text.dropFirst(8)))
        try await one.merge(sent)
        try await two.merge(try await one.accounts())
        #expect(try await one.digest() == two.digest())
        #expect(try stores[1].load().users.map(\.name) == ["anna"])
        #expect(try stores[0].load().tokens.map(\.name) == ["deploy"])
        for wrong in ["", "oops", "{}", "{\"users\":[{}],\"tokens\":[]}"] {
            await #expect(throws: (any Error).self) { try await one.merge(Array(wrong.utf8)) }
        }
        let good = try String(contentsOfFile: stores[0].path, encoding: .utf8)
        try good.dropLast().write(toFile: stores[0].path, atomically: false, encoding: .utf8)
        await #expect(throws: (any Error).self) { try await one.digest() }
        await #expect(throws: (any Error).self) { try await one.merge(sent) }
        #expect(try String(contentsOfFile: stores[0].path, encoding: .utf8) == good.dropLast())
    }
}
