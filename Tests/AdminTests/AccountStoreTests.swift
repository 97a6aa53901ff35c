import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

@testable import Admin

/// The file of accounts, changed by several processes.
@Suite("The file of accounts", .ownThreads)
struct AccountStoreTests {
    private let scratch: Scratch
    private var state: String { scratch.folder + "/state" }
    private var store: AccountStore { AccountStore(state: state) }
    private var ballast: String { Program.folder.appending(path: "ballast").path }

    init() throws {
        scratch = try Scratch(name: "unused")
    }

    @Test("the file is its owner's alone, has a version, and no password")
    func form() throws {
        try store.add("anna", .configuration, try .cheap(), now: 5)
        var facts = stat()
        #expect(stat(store.path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        #expect(stat(state + "/users.lock", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        let text = try String(contentsOfFile: store.path, encoding: .utf8)
        #expect(text.hasSuffix("\"version\":1}") && text.contains("\"group\":\"conf\""))
        #expect(!text.contains(goodPassword))
        let later = text.replacing("\"version\":1", with: "\"version\":2")
        try Data(later.utf8).write(to: URL(filePath: store.path))
        #expect(throws: AccountRefusal.self) {
            try store.add("bert", .report, try .cheap(), now: 5)
        }
        #expect(try String(contentsOfFile: store.path, encoding: .utf8) == later)
    }

    @Test("there is a limit of accounts and tokens")
    func limits() throws {
        let hash = try PasswordHash.cheap()
        var book = AccountBook()
        for number in 0..<AccountBook.userLimit {
            try book.add(
                AccountUser(
                    name: "a\(number)", group: .report, hash: hash, created: 0, changed: 0))
        }
        #expect(throws: AccountRefusal.full("accounts", AccountBook.userLimit)) {
            try book.add(
                AccountUser(name: "b", group: .report, hash: hash, created: 0, changed: 0))
        }
        #expect(book.users.map(\.name) == book.users.map(\.name).sorted())
    }

    @Test("a lock file that every user could lock is made its owner's alone")
    func lock() throws {
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true)
        #expect(
            FileManager.default.createFile(
                atPath: state + "/users.lock", contents: nil,
                attributes: [.posixPermissions: 0o666]))
        try store.add("anna", .report, try .cheap(), now: 5)
        var facts = stat()
        #expect(stat(state + "/users.lock", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
    }

    @Test("processes that change accounts at the same time lose no change")
    func writers() throws {
        let script =
            "seq 36 | xargs -P 3 -I {} '\(ballast)' user token t{} --group report "
            + "--state '\(state)' 2>&1"
        // This process is one more writer.
        let hash = try PasswordHash.cheap()
        for number in 0..<3 { try store.add("before\(number)", .report, hash, now: 5) }
        try shell(script)
        let book = try store.load()
        #expect(book.tokens.count == 36 && book.users.count == 3)
        let log = try AuditFile(state: state).entries(last: 100) { _ in true }
        #expect(log.entries.count == 36 && log.damaged == 0)
        #expect(log.entries.allSatisfy { $0.who.kind == .host })
    }

    @Test("a process that is killed leaves the accounts before or after its change")
    func killed() throws {
        let script = """
            for i in $(seq 30); do
              '\(ballast)' user token "t$i" --group report --state '\(state)' >'\(state)-$i' \
                2>/dev/null & pid=$!
              sleep 0.0$((i % 9)); kill -9 $pid 2>/dev/null || true
              wait $pid 2>/dev/null || true
              '\(ballast)' user tokens --json --state '\(state)' >'\(state)-list' || exit 1
              # A token that was printed is kept.
              [ ! -s '\(state)-'$i ] || grep -q "\\"t$i\\"" '\(state)-list' || exit 1
            done
            """
        try shell(script)
        // Nothing of a killed process keeps the next one from its change.
        try store.add("anna", .report, try .cheap(), now: 5)
        #expect(try store.load().user("anna") != nil)
    }

    @Test("a running controller sees a change of a command at once")
    func followed() async throws {
        let accounts = Accounts(state: state, settings: TestClock().settings)
        for number in 0..<5 {
            try shell(
                "'\(ballast)' user token t\(number) --group maint --state '\(state)' "
                    + ">'\(scratch.path)' 2>/dev/null")
            let text = try scratch.text().trimmingCharacters(in: .newlines)
            // Its clock is another one, so the token is not expired.
            let principal = try await accounts.principal(bearer: text, from: "10.0.0.1")
            #expect(principal.name == "t\(number)")
            try shell("'\(ballast)' user revoke t\(number) --state '\(state)' >/dev/null")
            await #expect(throws: SignInError.refused) {
                try await accounts.principal(bearer: text, from: "10.0.0.1")
            }
        }
    }
}
