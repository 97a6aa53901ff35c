import Foundation
import Model
import TestSupport
import TestThreads
import Testing

/// Accounts and audit logs of nodes, with controllers as programs in network namespaces.
@Suite(
    "Replicated accounts", .serialized,
    .enabled(if: ReplicatedHosts.isPossible, "network namespaces need root"), .ownThreads)
struct AccountReplicationTests {
    /// An account as the file of a host has it.
    private struct Account: Decodable, Equatable {
        let name: String
        let group: String
        let hash: String
    }

    private struct Book: Decodable {
        let users: [Account]
        let tokens: [Token]

        struct Token: Decodable { let name: String }
    }

    private static func book(_ host: String, _ hosts: ReplicatedHosts) throws -> Book {
        try JSONDecoder().decode(
            Book.self, from: Data(contentsOf: URL(filePath: "\(hosts.state(host))/users.json")))
    }

    /// Runs a command of `ballast user` on a host, with a password.
    private static func user(
        _ words: String, on host: String, of hosts: ReplicatedHosts,
        password: String = "correct horse battery"
    ) throws {
        let program = Program.folder.appending(path: "ballast").path
        let takesPassword = words.hasPrefix("add") || words.hasPrefix("password")
        try shell(
            "echo '\(password)' | '\(program)' user \(words) --state '\(hosts.state(host))'"
                + (takesPassword ? " --password-stdin" : "") + " >/dev/null")
    }

    private static func audit(_ host: String, _ hosts: ReplicatedHosts) throws -> String {
        try Program("audit", "--json", "--state", hosts.state(host)).output
    }

    private static func names(_ host: String, _ hosts: ReplicatedHosts) throws -> [String] {
        try book(host, hosts).users.map(\.name)
    }

    @Test("accounts, tokens and audit logs are on both nodes, and edits that were made apart merge")
    func merging() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        try Self.user("add anna --group conf", on: "a", of: hosts)
        try Self.user("token deploy --group report", on: "b", of: hosts)
        hosts.expect("both have the account and the token") {
            try ["a", "b"].allSatisfy { host in
                let book = try Self.book(host, hosts)
                return book.users.map(\.name) == ["anna"] && book.tokens.map(\.name) == ["deploy"]
            }
        }
        hosts.expect("each has the log of the other one") {
            try Self.audit("a", hosts).contains("\"node\" : \"b\"")
                && Self.audit("b", hosts).contains("\"node\" : \"a\"")
        }
        try hosts.connect("b", false)
        try Self.user("password anna", on: "a", of: hosts, password: "the first of two")
        try Self.user("add bert --group maint", on: "a", of: hosts)
        try Self.user("password anna", on: "b", of: hosts, password: "the second of two")
        try Self.user("add carl --group report", on: "b", of: hosts)
        try Self.user("revoke deploy", on: "b", of: hosts)
        let second = try Self.book("b", hosts).users.first?.hash
        #expect(try Self.book("a", hosts).users.first?.hash != second)
        try hosts.connect("b", true)
        hosts.expect("both have all of it, and the later password") {
            let (one, other) = (try Self.book("a", hosts), try Self.book("b", hosts))
            return one.users == other.users && one.users.map(\.name) == ["anna", "bert", "carl"]
                && one.users.first?.hash == second && one.tokens.isEmpty && other.tokens.isEmpty
        }
        hosts.expect("both passwords are in both logs") {
            try ["a", "b"].allSatisfy { host in
                let log = try Self.audit(host, hosts)
                return log.components(separatedBy: "set the password of anna").count == 3
                    && log.contains("revoke the token deploy")
            }
        }
        #expect(try Program("audit", "--state", hosts.state("a")).output.contains("on b"))
    }

    @Test("an account that was removed while a node was away does not return")
    func removal() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        try Self.user("add anna --group conf", on: "a", of: hosts)
        try Self.user("add bert --group conf", on: "a", of: hosts)
        hosts.expect("b has them") { try Self.names("b", hosts) == ["anna", "bert"] }
        hosts.end("b")
        try Self.user("remove anna", on: "a", of: hosts)
        // The file of b has a later change of the account.
        try Self.user("password anna", on: "b", of: hosts, password: "another password")
        try hosts.start("b")
        hosts.expect("neither has it") {
            try Self.names("a", hosts) == ["bert"] && Self.names("b", hosts) == ["bert"]
        }
        try Self.user("add anna --group report", on: "b", of: hosts)
        hosts.expect("a new account of the name is on both") {
            try Self.names("a", hosts) == ["anna", "bert"]
        }
    }

    @Test("a node with a damaged file sends nothing, takes nothing, and shows it")
    func damage() throws {
        let hosts = try ReplicatedHosts.joined(replicatedDocument("one"))
        try Self.user("add anna --group conf", on: "a", of: hosts)
        hosts.expect("b has it") { try Self.names("b", hosts) == ["anna"] }
        let path = "\(hosts.state("b"))/users.json"
        let good = try String(contentsOfFile: path, encoding: .utf8)
        try shell("printf 'oops' > '\(path)'")
        hosts.expect("b shows it") {
            try hosts.status("b").health.reasons.contains { $0.contains("users.json") }
        }
        try Self.user("add bert --group report", on: "a", of: hosts)
        try Self.user("token deploy --group report", on: "a", of: hosts)
        hosts.expect("b has the log of a all the same") {
            try Self.audit("b", hosts).contains("make the token deploy")
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "oops")
        #expect(try Self.names("a", hosts) == ["anna", "bert"])
        try good.write(toFile: path, atomically: false, encoding: .utf8)
        hosts.expect("b has all again") { try Self.names("b", hosts) == ["anna", "bert"] }
        hosts.expect("b is well") {
            try hosts.status("b").health.reasons.allSatisfy { !$0.contains("users.json") }
        }
    }
}
