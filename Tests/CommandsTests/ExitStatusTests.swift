import ArgumentParser
import Foundation
import TestSupport
import TestThreads
import Testing

@testable import Commands
@testable import Controller

/// The exit statuses that the operating guide promises, each seen on the program.
@Suite("Exit statuses", .ownThreads)
struct ExitStatusTests {
    /// A command line that ends with a status, for one row of the guide.
    private struct Case {
        let row: String
        let status: Int32
        let words: [String]
    }

    /// The table of the guide: a row's name, and the statuses that it has.
    private static func table() throws -> [String: Set<Int32>] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/guide/operating.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let part = text.components(separatedBy: "## Exit statuses")[1]
            .components(separatedBy: "\n## ")[0]
        var rows: [String: Set<Int32>] = [:]
        for line in part.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 5, cells[0] != "command", !cells[0].hasPrefix("---") else {
                continue
            }
            rows[cells[0]] = Set((0...3).filter { cells[Int($0) + 1] != "-" })
        }
        return rows
    }

    @Test("every command is in the guide's table, and no other")
    func rows() throws {
        let named = Set(
            try Self.table().keys.flatMap { row in
                row.components(separatedBy: "`").filter { !$0.isEmpty && $0 != ", " }
                    .map { $0.components(separatedBy: " ")[0] }
            })
        var commands: [String] = []
        for command in BallastCommand.configuration.subcommands {
            let configuration = command.configuration
            if configuration.shouldDisplay, let name = configuration.commandName {
                commands.append(name)
            }
        }
        for command in commands where command != "agent" {
            #expect(named.contains(command), "\(command)")
        }
    }

    @Test("each status of the table that a command can reach without a controller is reached")
    func statuses() throws {
        let good = try Scratch(goodDocument)
        let bad = try Scratch("version: 1\nservices: 5\n")
        let folder = good.folder
        let socket = ["--socket", "\(folder)/none.sock"]
        let store = ["--directory", "\(folder)/certificates"]
        let create = ["certificate", "create", "shop", "--name", "a.example"] + store
        let checked = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: lo}]
            services:
              - name: web
                listen: 10.0.0.100:80
                forwarding: masq
                servers:
                  - {name: a, address: 127.0.0.1:80, check: {type: external, command: /bin/true}}
                  - {name: b, address: 127.0.0.2:80, check: {type: external, command: /bin/false}}

            """)
        let recorded = [
            "plan", "-f", good.path, "--host",
            Examples.folder.appending(path: "quickstart/host.json").path,
        ]
        let trace = ["firewall", "trace", "--from", "10.0.0.1", "--to", "10.0.0.2:80"]
        let roles = "`failover`, `standby`, `resume`"
        let edits = "`drain`, `online`, `offline`, `weight`"
        let state = ["--state", "\(folder)/state"]
        let back = ["rollback", "-f", good.path, "--runtime", folder] + state
        let points = ["diff", "-f", good.path, "--runtime", folder] + state
        let history = GenerationStore(state: "\(folder)/state")
        for text in [bad, good] {
            _ = try history.add(
                Array(text.text().utf8), of: good.path, by: ChangeAuthor(.run), message: nil, at: 1)
        }
        let accounts = ["--state", "\(folder)/accounts"]
        // A log that is a directory can't be read.
        try FileManager.default.createDirectory(
            atPath: "\(folder)/no-log/audit.log", withIntermediateDirectories: true)
        let cases = [
            Case(row: "`user`", status: 0, words: ["user", "list"] + accounts),
            Case(row: "`user`", status: 1, words: ["user", "remove", "anna"] + accounts),
            Case(row: "`audit`", status: 0, words: ["audit"] + accounts),
            Case(row: "`audit`", status: 1, words: ["audit", "--state", "\(folder)/no-log"]),
            Case(row: "`history`", status: 0, words: ["history"] + state),
            Case(row: "`history`", status: 1, words: ["history", "none"] + state),
            Case(row: "`diff`", status: 0, words: points),
            Case(row: "`diff`", status: 1, words: points + ["7"]),
            Case(row: "`diff`", status: 2, words: points + ["1", "2", "--exit-code"]),
            Case(row: "`rollback`", status: 0, words: back + ["2", "--dry-run"]),
            Case(row: "`rollback`", status: 1, words: back + ["1"]),
            Case(row: "`confirm`", status: 1, words: ["confirm", "--runtime", folder] + state),
            Case(row: "`validate`", status: 0, words: ["validate", "-f", good.path]),
            Case(row: "`validate`", status: 1, words: ["validate", "-f", bad.path]),
            Case(row: "`plan`", status: 1, words: ["plan", "-f", bad.path]),
            Case(row: "`plan`", status: 0, words: recorded),
            Case(row: "`plan`", status: 2, words: recorded + ["--exit-code"]),
            Case(row: "`apply`", status: 1, words: ["apply", "-f", bad.path]),
            Case(row: "`status`", status: 1, words: ["status"] + socket),
            Case(row: "`top`", status: 1, words: ["top", "--once"] + socket),
            Case(row: "`top`", status: 1, words: ["top"] + socket),
            Case(row: "`snmp`", status: 0, words: ["snmp"] + socket),
            Case(
                row: "`support`", status: 0,
                words: ["support", "\(folder)/support.tar.gz", "-f", good.path] + state
                    + ["--runtime", folder]),
            Case(
                row: "`support`", status: 1,
                words: ["support", "\(folder)/support.tar.gz", "-f", good.path] + state),
            Case(row: "`events`, `metrics`, `connections`", status: 1, words: ["events"] + socket),
            Case(row: "`events`, `metrics`, `connections`", status: 1, words: ["metrics"] + socket),
            Case(
                row: "`events`, `metrics`, `connections`", status: 1,
                words: ["connections"] + socket),
            Case(row: "`graph`, `series`", status: 1, words: ["graph", "shop"] + socket),
            Case(row: "`graph`, `series`", status: 1, words: ["series", "shop"] + socket),
            Case(row: "`reload`", status: 1, words: ["reload"] + socket),
            Case(row: roles, status: 1, words: ["failover"] + socket),
            Case(row: roles, status: 1, words: ["standby"] + socket),
            Case(row: roles, status: 1, words: ["resume"] + socket),
            Case(row: "`explain`", status: 1, words: ["explain", "web"] + socket),
            Case(row: "`check`", status: 0, words: ["check", "web/a", "-f", checked.path]),
            Case(row: "`check`", status: 1, words: ["check", "web/b", "-f", checked.path]),
            Case(row: "`check`", status: 1, words: ["check", "web", "-f", checked.path]),
            Case(row: "`check`", status: 1, words: ["check", "web/c", "-f", checked.path]),
            Case(row: edits, status: 0, words: ["drain", "web/web2", "-f", good.path]),
            Case(row: edits, status: 1, words: ["drain", "web/web9", "-f", good.path]),
            Case(row: "`render`", status: 0, words: ["render", "schema"]),
            Case(row: "`render`", status: 1, words: ["render", "haproxy", "-f", bad.path]),
            Case(row: "`firewall trace`", status: 0, words: trace + ["-f", good.path]),
            Case(row: "`firewall trace`", status: 1, words: trace + ["-f", bad.path]),
            Case(row: "`doctor`", status: 1, words: ["doctor", "-f", bad.path]),
            Case(row: "other `certificate` commands", status: 0, words: create),
            Case(row: "other `certificate` commands", status: 1, words: create),
            Case(
                row: "`certificate show`", status: 0,
                words: ["certificate", "show", "shop"] + store),
            Case(
                row: "`certificate show`", status: 3,
                words: ["certificate", "show", "shop", "--exit-code"] + store),
            Case(
                row: "`certificate show`", status: 1,
                words: ["certificate", "show", "nothing"] + store),
        ]
        let table = try Self.table()
        var reached: [String: Set<Int32>] = [:]
        for item in cases {
            let run = try Program(item.words)
            #expect(run.status == item.status, "\(item.words): \(run.output)\(run.error)")
            #expect(table[item.row]?.contains(item.status) == true, "\(item.row) \(item.status)")
            reached[item.row, default: []].insert(item.status)
            // Each error is in this program's own words.
            if item.status == 1 {
                #expect(!(run.output + run.error).isEmpty, "\(item.words)")
                #expect(!run.error.contains("Error Domain"), "\(run.error)")
            }
        }
        // The others need a controller or a kernel with IPVS: the daemon's and the lab's tests, and
        // those of backups.
        let elsewhere: [String: Set<Int32>] = [
            "`observe`": [0, 1], "`apply`": [0], "`events`, `metrics`, `connections`": [0],
            "`graph`, `series`": [0], "`top`": [0],
            "`status`": [0, 3], "`explain`": [0],
            "`run`": [0, 1], "`reload`": [0], roles: [0],
            "`peer`": [0, 1, 2], "`confirm`": [0], "`doctor`": [0],
            "`backup`": [0, 1], "`restore`": [0, 1], "`factory-reset`": [0, 1],
        ]
        for (row, statuses) in table {
            #expect(
                statuses == reached[row, default: []].union(elsewhere[row] ?? []), "\(row)")
        }
    }

    @Test("a wrong command line is 64 for every command")
    func wrongLine() throws {
        for words in [["status", "--nonsense"], ["drain"], ["weight", "a/b", "many"], ["sing"]] {
            #expect(try Program(words).status == 64, "\(words)")
        }
    }
}
