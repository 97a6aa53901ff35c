import Files
import Foundation
import Glibc
import Model
import TestSupport
import Testing

@testable import Admin

@Suite("Accounts")
struct AccountsTests {
    private let clock = TestClock()
    private let scratch: Scratch
    private var state: String { scratch.folder + "/state" }
    private var store: AccountStore { AccountStore(state: state) }
    private var accounts: Accounts { Accounts(state: state, settings: clock.settings) }
    private let admin = Principal(name: "root", group: .configuration, origin: "lb1", kind: .host)

    init() throws {
        scratch = try Scratch(name: "unused")
    }

    private func add(_ name: String, _ group: AccountGroup = .report) throws {
        try store.add(name, group, try .cheap(), now: 5)
    }

    private func refusal<Result>(
        _ work: () async throws(SignInError) -> Result
    ) async -> SignInError? {
        do throws(SignInError) {
            _ = try await work()
            return nil
        } catch {
            return error
        }
    }

    private func log() throws -> [String] {
        try AuditFile(state: state).entries(last: 1000) { _ in true }.entries
            .map { "\($0.who.name) \($0.what) \($0.result)" }
    }

    @Test("groups include those before them, and have the words of the manual")
    func groups() {
        #expect(AccountGroup.allCases.map(\.rawValue) == ["report", "maint", "conf"])
        #expect(AccountGroup.allCases.sorted() == AccountGroup.allCases)
        #expect(admin.may(.report) && admin.may(.configuration))
        let reader = Principal(name: "a", group: .report, origin: "")
        #expect(reader.may(.report) && !reader.may(.maintenance))
    }

    @Test("a name and a password begin a session, whose secret alone is its proof")
    func signIn() async throws {
        try add("anna", .maintenance)
        let accounts = accounts
        let session = try await accounts.signIn(
            name: "anna", password: goodPassword, from: "192.0.2.7")
        #expect(
            session.principal == Principal(name: "anna", group: .maintenance, origin: "192.0.2.7"))
        let principal = try await accounts.principal(session: session.secret, from: "192.0.2.8")
        #expect(principal.origin == "192.0.2.8" && principal.kind == .account)
        #expect(session.secret.utf8.count == 43)
        #expect(accounts.isProof(session.formProof, of: session.secret))
        #expect(!accounts.isProof(session.secret, of: session.secret))
        #expect(!accounts.isProof("", of: session.secret) && !accounts.isProof("", of: ""))
        for (name, password) in [
            ("anna", "wrong password"), ("bert", goodPassword), ("", ""), ("Anna", goodPassword),
        ] {
            #expect(
                await refusal { () async throws(SignInError) in
                    try await accounts.signIn(name: name, password: password, from: "10.0.0.9")
                } == .refused)
        }
        await accounts.signOut(session: session.secret, from: "192.0.2.7")
        #expect(
            await refusal { () async throws(SignInError) in
                try await accounts.principal(session: session.secret, from: "")
            } == .refused)
    }

    @Test("a session ends without use, after its time, and with its account or password")
    func expiry() async throws {
        try add("anna")
        let accounts = accounts
        func begin() async throws -> String {
            clock.advance(100)
            return try await accounts.signIn(
                name: "anna", password: goodPassword, from: "10.0.0.1"
            ).secret
        }
        func isOpen(_ secret: String, prolongs: Bool = true) async -> Bool {
            await refusal { () async throws(SignInError) in
                try await accounts.principal(session: secret, from: "", prolongs: prolongs)
            } == nil
        }
        var secret = try await begin()
        clock.advance(1799)
        #expect(await isOpen(secret))
        clock.advance(1799)
        #expect(await isOpen(secret, prolongs: false))
        clock.advance(1)
        #expect(await !isOpen(secret), "a poll does not prolong it")
        #expect(await !isOpen(secret))
        secret = try await begin()
        for _ in 0..<24 {
            clock.advance(1799)
            #expect(await isOpen(secret))
        }
        clock.advance(24)
        #expect(await !isOpen(secret), "12 hours")

        secret = try await begin()
        try store.move("anna", to: .configuration)
        #expect(try await accounts.principal(session: secret, from: "").group == .configuration)
        try await accounts.setPassword(of: "anna", to: goodPassword, by: admin)
        #expect(await !isOpen(secret), "another hash of the same password")
        secret = try await begin()
        try store.remove("anna", isForced: true)
        #expect(await !isOpen(secret))
        try add("anna")
        #expect(await !isOpen(secret), "another account of the same name")
    }

    @Test("an account has few sessions, and another one ends the oldest")
    func sessions() throws {
        var table = SessionTable()
        let user = AccountUser(
            name: "anna", group: .report, hash: try .cheap(), created: 0, changed: 0)
        for number in 0..<40 {
            table.begin("\(number)", user, at: Moment(milliseconds: Int64(number)))
        }
        #expect(table.count == SessionTable.userLimit)
        let now = Moment(milliseconds: 40)
        #expect(table.use("23", at: now, clock.settings, prolongs: true) == nil)
        #expect(table.use("24", at: now, clock.settings, prolongs: true) != nil)
        for number in 0..<2000 {
            let user = AccountUser(
                name: "n\(number)", group: .report, hash: user.hash, created: 0, changed: 0)
            table.begin("x\(number)", user, at: now)
        }
        #expect(table.count == SessionTable.limit)
    }

    @Test("a token is valid until it expires or is revoked, and is not in the file")
    func tokens() async throws {
        let accounts = accounts
        let (token, text) = try await accounts.issue(
            "deploy", .maintenance, lifetime: .seconds(3600), by: admin)
        #expect(token.creator == "root" && text.hasPrefix("ballast_") && text.utf8.count == 51)
        let file = try String(contentsOfFile: store.path, encoding: .utf8)
        #expect(!file.contains(text.dropFirst(8)))
        let principal = try await accounts.principal(bearer: text, from: "10.0.0.1")
        #expect(principal.name == "deploy" && principal.group == .maintenance)
        #expect(principal.kind == .token)
        clock.advance(3599)
        _ = try await accounts.principal(bearer: text, from: "10.0.0.1")
        clock.advance(1)
        func isRefused(_ text: String) async -> Bool {
            await refusal { () async throws(SignInError) in
                try await accounts.principal(bearer: text, from: "10.0.0.1")
            } == .refused
        }
        #expect(await isRefused(text))
        // The name of an expired one is free.
        let next = try await accounts.issue(
            "deploy", .report, lifetime: .seconds(3600), by: admin)
        _ = try await accounts.principal(bearer: next.text, from: "10.0.0.1")
        await #expect(throws: AccountRefusal.takenToken("deploy")) {
            try await accounts.issue("deploy", .report, lifetime: .seconds(3600), by: admin)
        }
        for lifetime in [Duration.zero, .seconds(59), .seconds(3651 * 86_400), .seconds(-1)] {
            await #expect(throws: AccountRefusal.lifetime) {
                try await accounts.issue("other", .report, lifetime: lifetime, by: admin)
            }
        }
        try store.revoke("deploy")
        #expect(await isRefused(next.text))
        for wrong in ["", "ballast_", String(text.dropLast()), text + "A", text.uppercased()] {
            #expect(await isRefused(wrong), "\(wrong)")
        }
    }

    @Test("wrong tokens wait by address, and right ones never")
    func wrongTokens() async throws {
        let accounts = accounts
        let (_, text) = try await accounts.issue(
            "deploy", .report, lifetime: .seconds(3600), by: admin)
        func use(_ token: String, from address: String) async -> SignInError? {
            await refusal { () async throws(SignInError) in
                try await accounts.principal(bearer: token, from: address)
            }
        }
        #expect(await use(text, from: "10.0.0.1") == nil)
        for address in ["10.0.0.1", "10.0.0.2"] {
            for _ in 0..<6 { #expect(await use("guess", from: address) == .refused) }
            #expect(await use("guess", from: address) == .throttled(seconds: 1))
        }
        #expect(await use(text, from: "10.0.0.1") == nil)
        #expect(await use("guess", from: "10.0.0.1") == .throttled(seconds: 1))
        #expect(await use(text, from: "10.0.0.2") == nil, "no token was right there before")
        #expect(await use(text, from: "10.0.0.3") == nil)
        clock.advance(1)
        #expect(await use(text, from: "10.0.0.2") == nil)
        #expect(await use("guess", from: "10.0.0.2") == .refused)
        #expect(await use("guess", from: "10.0.0.2") == .throttled(seconds: 2))
        #expect(await use(text, from: "10.0.0.2") == nil)
        // An expired token is no guess.
        clock.advance(3600)
        for _ in 0..<20 { #expect(await use(text, from: "10.0.0.9") == .refused) }
    }

    @Test("attempts of others keep nobody out at a known place, also after a restart")
    func knownPlaces() async throws {
        try add("anna", .configuration)
        func signIn(_ accounts: Accounts, _ password: String, _ address: String) async
            -> SignInError?
        {
            await refusal { () async throws(SignInError) in
                try await accounts.signIn(name: "anna", password: password, from: address)
            }
        }
        #expect(await signIn(accounts, goodPassword, "10.0.0.1") == nil)
        // Another process, with the same state directory.
        let next = accounts
        for round in 0..<40 {
            _ = await signIn(next, "wrong", "192.0.2.\(round % 8)")
        }
        if case .throttled? = await signIn(next, goodPassword, "10.0.0.2") {
        } else {
            Issue.record("a new place does not wait")
        }
        #expect(await signIn(next, goodPassword, "10.0.0.1") == nil)
        try "{".write(toFile: "\(state)/sign-ins.json", atomically: true, encoding: .utf8)
        clock.advance(600)
        #expect(await signIn(accounts, goodPassword, "10.0.0.1") == nil, "a damaged file")
    }

    @Test("of refused requests of known clients the log has ten a minute, and 60 that were done")
    func pace() async throws {
        let accounts = accounts
        let author = AuditEntry.Author("deploy", .token, from: "10.0.0.1")
        for number in 0..<100 {
            for result in [AuditEntry.Result.done, .refused] {
                await accounts.recordRequest(
                    AuditEntry(author, "\(number)", result: result, at: 5))
            }
        }
        #expect(try log().count { $0.hasSuffix("done") } == AuthorPaces.changes)
        #expect(try log().count { $0.hasSuffix("refused") } == 10)
        clock.advance(60)
        await accounts.recordRequest(AuditEntry(author, "later", result: .refused, at: 6))
        let last = try AuditFile(state: state).entries(last: 1) { _ in true }.entries
        #expect(last.first?.omitted == 90)
    }

    @Test("guesses wait, also at the same time, and a right password is not tried meanwhile")
    func guesses() async throws {
        try add("anna")
        let accounts = accounts
        for _ in 0..<6 {
            #expect(
                await refusal { () async throws(SignInError) in
                    try await accounts.signIn(name: "anna", password: "guess", from: "10.0.0.1")
                } == .refused)
        }
        for password in ["guess", goodPassword] {
            #expect(
                await refusal { () async throws(SignInError) in
                    try await accounts.signIn(name: "anna", password: password, from: "10.0.0.1")
                } == .throttled(seconds: 1))
        }
        clock.advance(1)
        _ = try await accounts.signIn(name: "anna", password: goodPassword, from: "10.0.0.1")
    }

    @Test("a flood of sign-ins computes one hash at a time and keeps few waiting")
    func flood() async throws {
        try add("anna")
        var settings = clock.settings
        settings.cost = .usual
        let accounts = Accounts(state: state, settings: settings)
        let results = await withTaskGroup(of: SignInError?.self) { group in
            for number in 0..<60 {
                group.addTask {
                    do throws(SignInError) {
                        _ = try await accounts.signIn(
                            name: "n\(number)", password: "x", from: "10.0.\(number).1")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { [.refused, .busy].contains($0) })
        // As many as there is room for at first, and some when a place was free again.
        #expect(results.count { $0 == .busy } > 20)
        #expect(results.count { $0 == .refused } >= 4)
    }

    @Test("a name or a password of a megabyte is refused before anything is computed")
    func long() async throws {
        let accounts = accounts
        let long = String(repeating: "a", count: 1 << 20)
        for (name, password) in [(long, "a"), ("anna", long)] {
            #expect(
                await refusal { () async throws(SignInError) in
                    try await accounts.signIn(name: name, password: password, from: "10.0.0.1")
                } == .tooLong)
        }
        #expect(
            await refusal { () async throws(SignInError) in
                try await accounts.principal(session: long, from: "10.0.0.1")
            } == .refused)
        await #expect(throws: AccountRefusal.password(.tooLong)) {
            try await accounts.add("anna", .report, password: long, by: admin)
        }
    }

    @Test("unknown names cost a hash of the same parameters")
    func unknownNames() throws {
        let known = try PasswordHash(of: Array(goodPassword.utf8))
        let decoy = try #require(PasswordHasher.decoy(of: .usual))
        #expect(decoy.cost == known.cost)
        let wrong = Array("wrong password".utf8)
        func time(_ hash: PasswordHash) throws -> Duration {
            let begin = threadTime()
            #expect(try !hash.matches(wrong))
            return threadTime() - begin
        }
        // The quickest of each: a processor that others use too is slower.
        var (first, second) = (Duration.seconds(100), Duration.seconds(100))
        for _ in 0..<5 {
            first = min(first, try time(known))
            second = min(second, try time(decoy))
        }
        #expect(second > first / 3 && first > second / 3, "\(first) \(second)")
    }

    @Test("a setup link is dead once there was any account, also after its removal")
    func deadLink() async throws {
        let accounts = accounts
        let link = try #require(try await accounts.setupLink())
        #expect(await accounts.isSetup(link.secret))
        try add("anna", .configuration)
        #expect(await !accounts.isSetup(link.secret))
        try store.remove("anna", isForced: true)
        #expect(await !accounts.isSetup(link.secret))
        await #expect(throws: AccountRefusal.setup) {
            try await accounts.setUp(
                secret: link.secret, name: "evil", password: goodPassword, from: "10.0.0.1")
        }
        let next = try #require(try await accounts.setupLink())
        #expect(await accounts.isSetup(next.secret))
    }

    @Test("a setup link makes the first account once, and only while there is none")
    func setup() async throws {
        let accounts = accounts
        let link = try #require(try await accounts.setupLink())
        func make(_ secret: String, _ name: String = "anna") async -> AccountRefusal? {
            do throws(AccountRefusal) {
                _ = try await accounts.setUp(
                    secret: secret, name: name, password: goodPassword, from: "10.0.0.1")
                return nil
            } catch {
                return error
            }
        }
        #expect(await make("wrong") == .setup)
        #expect(await make(link.secret, "Anna") == .badName("Anna"))
        #expect(await accounts.isSetup(link.secret))
        clock.advance(3600)
        #expect(await make(link.secret) == .setup)
        let next = try #require(try await accounts.setupLink())
        #expect(await make(link.secret) == .setup)
        #expect(await make(next.secret) == nil)
        #expect(try store.load().users.map(\.group) == [.configuration])
        #expect(await make(next.secret, "bert") == .setup)
        #expect(try await accounts.setupLink() == nil)
        #expect(try await accounts.users().map(\.name) == ["anna"])
    }

    @Test("an account that a command makes ends the use of a setup link")
    func overtaken() async throws {
        let accounts = accounts
        let link = try #require(try await accounts.setupLink())
        try add("bert")
        await #expect(throws: AccountRefusal.setup) {
            try await accounts.setUp(
                secret: link.secret, name: "anna", password: goodPassword, from: "10.0.0.1")
        }
        #expect(try store.load().users.map(\.name) == ["bert"])
    }

    @Test("a damaged file proves no identity, makes no setup link and stays unchanged")
    func damaged() async throws {
        try add("anna")
        let accounts = accounts
        let session = try await accounts.signIn(
            name: "anna", password: goodPassword, from: "10.0.0.1")
        let good = try Data(contentsOf: URL(filePath: store.path))
        let twice = String(decoding: good, as: UTF8.self)
            .replacing("\"users\":[", with: "\"users\":[{\"name\":\"a b\",")
        for text in ["", "{}", "{\"users\":[", "{\"tokens\":[],\"users\":{}}", twice] {
            try Data(text.utf8).write(to: URL(filePath: store.path))
            chmod(store.path, 0o600)
            clock.advance(5)
            let refusals = [
                await refusal { () async throws(SignInError) in
                    try await accounts.principal(session: session.secret, from: "")
                },
                await refusal { () async throws(SignInError) in
                    try await accounts.signIn(
                        name: "anna", password: goodPassword, from: "10.0.0.1")
                },
                await refusal { () async throws(SignInError) in try await accounts.setupLink() },
            ]
            for refusal in refusals {
                guard case .unavailable(let reason) = refusal else {
                    Issue.record("\(text): \(String(describing: refusal))")
                    continue
                }
                #expect(reason.contains("it is damaged"))
                #expect(reason.contains("no account can sign in"))
            }
            #expect(throws: AccountRefusal.self) { try add("bert") }
            #expect(try String(contentsOfFile: store.path, encoding: .utf8) == text)
            #expect(await accounts.trouble?.contains("damaged") == true)
        }
        try good.write(to: URL(filePath: store.path))
        chmod(store.path, 0o600)
        clock.advance(5)
        _ = try await accounts.principal(session: session.secret, from: "")
    }

    @Test(
        "a file that others can read is a warning until the next change; one to write is refused"
    )
    func modes() async throws {
        try add("anna")
        let accounts = accounts
        #expect(await accounts.trouble == nil)
        chmod(store.path, 0o644)
        #expect(await accounts.trouble?.contains("can be read by other users") == true)
        _ = try await accounts.signIn(name: "anna", password: goodPassword, from: "10.0.0.1")
        try store.move("anna", to: .report, isForced: true)
        #expect(await accounts.trouble == nil)
        chmod(store.path, 0o602)
        clock.advance(5)
        #expect(await accounts.trouble?.contains("another user may write") == true)
        #expect(throws: AccountRefusal.self) { try add("bert") }
    }

    @Test("the last account of conf stays unless it is forced")
    func lastLeader() async throws {
        try add("anna", .configuration)
        try add("bert")
        let accounts = accounts
        #expect(throws: AccountRefusal.lastLeader("anna")) { try store.remove("anna") }
        #expect(throws: AccountRefusal.lastLeader("anna")) {
            try store.move("anna", to: .maintenance)
        }
        await #expect(throws: AccountRefusal.lastLeader("anna")) {
            try await accounts.remove("anna", by: admin)
        }
        try store.remove("bert")
        try add("carl", .configuration)
        try store.remove("anna")
        try store.remove("carl", isForced: true)
        #expect(try store.load().users.isEmpty)
    }

    @Test("sign-ins and changes are in the audit log, without a name that is none")
    func audited() async throws {
        let accounts = accounts
        try await accounts.add("anna", .configuration, password: goodPassword, by: admin)
        await #expect(throws: AccountRefusal.self) {
            try await accounts.add("anna", .report, password: goodPassword, by: admin)
        }
        let session = try await accounts.signIn(
            name: "anna", password: goodPassword, from: "10.0.0.1")
        for name in ["anna", "my secret password"] {
            _ = await refusal { () async throws(SignInError) in
                try await accounts.signIn(name: name, password: "wrong", from: "10.0.0.1")
            }
        }
        try await accounts.record(
            AuditEntry(.init(session.principal), "drain web/web1", why: "rack 4", at: 5))
        #expect(
            try log() == [
                "root add the account anna, conf done", "root add the account anna, report refused",
                "anna sign in done", "anna sign in refused", "- sign in refused",
                "anna drain web/web1 done",
            ])
    }
}
