import Admin
import Files
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// `ballast user` and `ballast audit` as an operator runs them.
@Suite("Accounts at the prompt", .ownThreads)
struct UserCommandTests {
    private let scratch: Scratch
    private var place: [String] { ["--state", scratch.folder + "/state"] }

    init() throws {
        scratch = try Scratch("correct horse battery\nignored\n", name: "password")
    }

    private func run(_ words: String...) throws -> Program { try Program(words + place) }

    /// Adds an account with the password of the file.
    private func add(_ name: String, _ group: String) throws -> Program {
        let words = ["user", "add", name, "--group", group, "--password-stdin"] + place
        return try Program.reading(scratch.path, words)
    }

    @Test("accounts are added, listed, changed and removed")
    func accounts() throws {
        let none = try run("user", "list")
        #expect(none.status == 0 && none.output.contains("there is no account"))
        let added = try add("anna", "conf")
        #expect(added.status == 0 && added.output == "added anna, conf\n", "\(added.error)")
        #expect(try add("bert", "maint").status == 0)
        let again = try add("anna", "report")
        #expect(again.status == 1 && again.error.contains("the account anna exists\nhint: "))
        let bad = try add("Anna", "report")
        #expect(bad.status == 1 && bad.error.contains("\"Anna\" is no name\nhint: use up to 32"))
        let list = try run("user", "list")
        #expect(list.output.contains("anna  conf") && list.output.contains("bert  maint"))
        let json = try run("user", "list", "--json")
        try SchemaCheck.verify(json.output, with: AnswerForm.users.schema)
        #expect(!json.output.contains("argon2"))
        let last = try run("user", "remove", "anna")
        #expect(last.status == 1 && last.error.contains("last account of the group conf\nhint: "))
        #expect(try run("user", "change", "bert", "--group", "conf").status == 0)
        #expect(try run("user", "remove", "anna").output == "removed anna\n")
        #expect(try run("user", "remove", "bert", "--force").status == 0)
        #expect(try run("user", "remove", "bert").status == 1)
        #expect(try run("user", "add", "carl", "--group", "root").status == 64)
        let silent = try run("user", "add", "carl", "--group", "conf")
        #expect(silent.status == 1 && silent.error.contains("--password-stdin"))
    }

    @Test("a weak password is refused with its reason, and is in no message")
    func weak() throws {
        for (password, reason) in [
            ("short\n", "fewer than 12"), ("aaaaaaaaaaaaaaa\n", "too few different"),
            ("\n", "fewer"),
            (String(repeating: "abcdefgh", count: 200), "more than 1024"),
        ] {
            try scratch.write(password)
            let run = try add("anna", "conf")
            #expect(run.status == 1 && run.error.contains(reason), "\(run.error)")
            #expect(!run.error.contains("aaaaaaaa") && !run.error.contains("abcdefgh"))
        }
    }

    @Test("the terminal asks twice and shows no password")
    func terminal() throws {
        let script = """
            import os, pty, sys
            def talk(answers):
                pid, terminal = pty.fork()
                if pid == 0:
                    os.execv(sys.argv[1], sys.argv[1:])
                text = b""
                while True:
                    try:
                        part = os.read(terminal, 4096)
                    except OSError:
                        break
                    if not part:
                        break
                    text += part
                    if answers and text.count(b": ") > 2 - len(answers):
                        os.write(terminal, answers.pop(0) + b"\\n")
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text
            print(talk([b"correct horse battery", b"correct horse batterx"]))
            print(talk([b"correct horse battery", b"correct horse battery"]))
            """
        let file = try Scratch(script, name: "talk.py")
        let words =
            [Program.folder.appending(path: "ballast").path, "user", "add", "anna"]
            + ["--group", "conf"] + place
        let output = try shell(
            (["python3", file.path] + words).map { "'\($0)'" }.joined(separator: " "))
        let lines = output.split(separator: "\n")
        #expect(lines.count == 2, "\(output)")
        #expect(lines[0].hasPrefix("(1, ") && lines[0].contains("the passwords differ"))
        #expect(lines[1].hasPrefix("(0, ") && lines[1].contains("added anna, conf"))
        #expect(!output.contains("horse"))
    }

    @Test("a token is printed once, alone on standard output")
    func tokens() throws {
        let made = try run("user", "token", "deploy", "--group", "maint", "--expires", "12h")
        #expect(made.status == 0 && made.output.hasPrefix("ballast_"))
        #expect(made.output.split(separator: "\n").count == 1)
        #expect(made.error.contains("not shown again"))
        let json = try run("user", "token", "other", "--group", "report", "--json")
        try SchemaCheck.verify(json.output, with: AnswerForm.token.schema)
        #expect(json.error == "")
        let list = try run("user", "tokens")
        #expect(list.output.contains("deploy") && list.output.contains("in 11 h"))
        #expect(!list.output.contains("ballast_"))
        try SchemaCheck.verify(
            try run("user", "tokens", "--json").output, with: AnswerForm.tokens.schema)
        #expect(try run("user", "token", "deploy", "--group", "maint").status == 1)
        #expect(
            try run("user", "token", "long", "--group", "conf", "--expires", "9999d").status == 1)
        #expect(
            try run("user", "token", "x", "--group", "conf", "--expires", "never").status == 64)
        #expect(try run("user", "revoke", "deploy").status == 0)
        #expect(try run("user", "revoke", "deploy").status == 1)
    }

    @Test("the audit log has each change with the user of this host, and filters")
    func audit() throws {
        #expect(try run("audit").output == "the audit log has no such entry\n")
        #expect(try add("anna", "conf").status == 0)
        #expect(try run("user", "remove", "anna").status == 1)
        let all = try run("audit")
        #expect(all.output.contains("add the account anna, conf"))
        #expect(all.output.contains("refused  remove the account anna: anna is the last account"))
        #expect(all.output.contains(" of this host"))
        let json = try run("audit", "--json")
        try SchemaCheck.verify(json.output, with: AnswerForm.audit.schema)
        for words in [["--user", "nobody-else"], ["--since", "2999-01-01"]] {
            let none = try Program(["audit"] + words + place)
            #expect(none.output == "the audit log has no such entry\n", "\(words)")
        }
        for words in [["--since", "1h"], ["--since", "2020-01-01T00:00:00Z"]] {
            #expect(try Program(["audit"] + words + place).output.contains("anna"), "\(words)")
        }
        #expect(try Program(["audit", "-n", "1"] + place).output.split(separator: "\n").count == 2)
        #expect(try Program(["audit", "--since", "noon"] + place).status == 64)
    }

    @Test("a damaged file is named with its remedy, and is not changed")
    func damaged() throws {
        #expect(try add("anna", "conf").status == 0)
        let path = scratch.folder + "/state/users.json"
        try Data("{\"users\":".utf8).write(to: URL(filePath: path))
        for words in [["list"], ["tokens"], ["remove", "anna"], ["revoke", "a"]] {
            let run = try Program(["user"] + words + place)
            #expect(run.status == 1 && run.error.contains("it is damaged"), "\(run.error)")
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"users\":")
    }

    @Test("a file that other users can read is a warning")
    func mode() throws {
        #expect(try add("anna", "conf").status == 0)
        chmod(scratch.folder + "/state/users.json", 0o644)
        let run = try run("user", "list")
        #expect(run.status == 0 && run.error.hasPrefix("warning: "))
        #expect(run.error.contains("can be read by other users"))
    }
}
