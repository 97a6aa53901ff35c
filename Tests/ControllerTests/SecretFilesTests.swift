import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("files with the secrets of a document", .timeLimit(.minutes(20)), .ownThreads)
struct SecretFilesTests {
    /// A document whose check has this line; line 7 names the file.
    private static func document(_ file: String, _ weight: Int = 1) -> String {
        """
        version: 1
        virtualAddresses: [{address: 10.0.0.1/24, interface: eth0}]
        services:
          - name: db
            listen: 10.0.0.1:6379
            servers: [{name: db1, address: 10.0.0.2, weight: \(weight)}]
            check: {type: negotiate, service: redis, passwordFile: \(file)}

        """
    }

    /// A file beside a document; its mode is 600.
    private static func put(_ bytes: [UInt8], _ name: String, beside file: Scratch) throws {
        let path = "\(file.folder)/\(name)"
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        chmod(path, 0o600)
    }

    private static func put(_ text: String, _ name: String, beside file: Scratch) throws {
        try put(Array(text.utf8), name, beside: file)
    }

    private static func secret(_ name: String, _ limit: Int = 1024) -> Secret.File {
        Secret.File(path: name, limit: limit)
    }

    @Test(
        "the secret is the first line, without its line break",
        arguments: [
            ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\nmore\n", "hunter2"),
            (" a: b # c \n\n", " a: b # c "), ("pässwörd\n\u{1}", "pässwörd"),
        ])
    func firstLine(text: String, expected: String) throws {
        let file = try Scratch("")
        try Self.put(text, "s", beside: file)
        #expect(try SecretFiles.read(Self.secret("s"), in: file.path).get() == expected)
        let absolute = Self.secret("\(file.folder)/s")
        #expect(try SecretFiles.read(absolute, in: "/nowhere/b.yaml").get() == expected)
    }

    @Test("a key of the election has 32...64 bytes, which no refusal shows")
    func keys() throws {
        let file = try Scratch("")
        let key = Secret.File(path: "k", limit: 132, form: .electionKey)
        for text in ["hunter2", "hex:hunter2", String(repeating: "hunter2", count: 10)] {
            try Self.put(text, "k", beside: file)
            guard case .failure(let refusal) = SecretFiles.read(key, in: file.path) else {
                Issue.record("\(text) was read")
                continue
            }
            #expect(refusal.reason == "its first line is no key of the election")
            #expect(!"\(refusal)".contains("hunter"))
        }
        let text = "hex:" + String(repeating: "0a", count: 64)
        try Self.put(text, "k", beside: file)
        #expect(try SecretFiles.read(key, in: file.path).get() == text)
    }

    @Test(
        "a first line that is no secret is refused, and never shown",
        arguments: [
            (Array("\nhunter2\n".utf8), "is empty"), ([], "is empty"),
            (Array(repeating: UInt8(ascii: "h"), count: 17), "has 17 bytes"),
            ([0x68, 0xff, 0xfe], "is not UTF-8"), (Array("hunter2\t\n".utf8), "control character"),
            ([0x68, 0x00, 0x0a], "control character"),
            (Array(repeating: UInt8(ascii: "\n"), count: 65_537), "more than 65536 bytes"),
        ])
    func badLines(bytes: [UInt8], reason: String) throws {
        let file = try Scratch("")
        try Self.put(bytes, "s", beside: file)
        guard case .failure(let refusal) = SecretFiles.read(Self.secret("s", 16), in: file.path)
        else {
            Issue.record("it was read")
            return
        }
        #expect(refusal.reason.contains(reason), "\(refusal)")
        #expect(!"\(refusal)".contains("hunter"))
    }

    @Test("a missing file, a folder, a pipe and another user's file are refused at once")
    func kinds() throws {
        let file = try Scratch("")
        func reason(_ name: String) -> String? {
            let result = SecretFiles.read(Self.secret(name), in: file.path)
            guard case .failure(let refusal) = result else { return nil }
            return refusal.reason
        }
        #expect(reason("none")?.contains("ENOENT") == true)
        #expect(reason(".") == "it is not a regular file")
        try #require(mkfifo("\(file.folder)/pipe", 0o600) == 0)
        #expect(reason("pipe") == "it is not a regular file")
        guard geteuid() == 0 else { return }
        try Self.put("hunter2", "other", beside: file)
        chown("\(file.folder)/other", 65534, 65534)
        #expect(reason("other") == "it belongs to user 65534")
    }

    @Test(
        "validate, plan and apply name the line of a file that can't be used",
        arguments: ["validate", "plan", "apply"])
    func line(command: String) throws {
        let file = try Scratch(Self.document("secrets/db"))
        let result = try Program(command, "-f", file.path)
        #expect(result.status == 1)
        #expect(result.error.contains("\(file.path):7:"), "\(result.error)")
        #expect(result.error.contains("No such file or directory (ENOENT) [BAL009]"))
        #expect(result.error.contains("hint: "))
        #expect(result.error.contains("chmod 600 \(file.folder)/secrets/db"))
    }

    @Test("a file that only this user may not read is a warning, and its check is not made")
    func forbidden() throws {
        guard geteuid() == 0 else { return }
        let file = try Scratch(Self.document("s"))
        try Self.put("hunter2\n", "s", beside: file)
        let validated = try Program.unprivileged("validate", "-f", file.path)
        #expect(validated.status == 0)
        #expect(validated.error.contains("Permission denied (EACCES) [BAL009]"))
        #expect(validated.error.contains("hint: run it as root"))
        let checked = try Program.unprivileged("check", "-f", file.path, "db/db1")
        #expect(checked.status == 1)
        #expect(checked.error.contains("not asked: the file of its secret can't be read"))
    }

    @Test("rights of other users are a warning, rights of root's group are not")
    func exposure() throws {
        let file = try Scratch(Self.document("s"))
        try Self.put("hunter2\n", "s", beside: file)
        let path = "\(file.folder)/s"
        func warnings(_ mode: mode_t) throws -> [String] {
            chmod(path, mode)
            let reading = DocumentReading(path: file.path)
            #expect(reading.spec?.secrets.first?.secret.text == "hunter2")
            #expect(reading.diagnostics.allSatisfy { !"\($0)".contains("hunter") })
            return reading.diagnostics.filter { $0.code == .secretFileExposed }.map(\.message)
        }
        func message(_ verb: String) -> [String] {
            ["other users of this machine may \(verb) \(path), which has a secret"]
        }
        #expect(try warnings(0o600) == [])
        #expect(try warnings(0o400) == [])
        #expect(try warnings(0o604) == message("read"))
        #expect(try warnings(0o602) == message("write"))
        #expect(try warnings(0o666) == message("read and write"))
        guard geteuid() == 0 else { return }
        #expect(try warnings(0o660) == [])
        chown(path, 0, 65534)
        #expect(try warnings(0o640) == message("read"))
    }

    @Test("a document without secrets of its own may be read by all, and render prints none")
    func printed() throws {
        let page = "admin: {statistics: \"127.0.0.1:7777\", statisticsPage: {login: ops, %}}\n"
        let file = try Scratch("version: 1\n" + page.replacing("%", with: "passwordFile: s"))
        try Self.put("hunter2\n", "s", beside: file)
        chmod(file.path, 0o644)
        #expect(
            !DocumentReading(path: file.path).diagnostics.contains { $0.code == .documentExposed })
        let printed = try Program("render", "haproxy", "-f", file.path)
        #expect(printed.output.contains("stats auth \"ops:***\""), "\(printed)")
        #expect(!printed.output.contains("hunter") && !printed.error.contains("hunter"))
        let into = "\(file.folder)/into"
        try FileManager.default.createDirectory(atPath: into, withIntermediateDirectories: true)
        #expect(try Program("render", "haproxy", "-f", file.path, "--into", into).status == 0)
        let written = try String(contentsOfFile: "\(into)/haproxy.cfg", encoding: .utf8)
        #expect(written.contains("stats auth ops:hunter2"))
        try file.write("version: 1\n" + page.replacing("%", with: "password: hunter2"))
        chmod(file.path, 0o644)
        #expect(
            DocumentReading(path: file.path).diagnostics.contains { $0.code == .documentExposed })
        #expect(!(try Program("render", "haproxy", "-f", file.path)).output.contains("hunter"))
    }

    @Test("a program of a proxy's check that others could change is named")
    func programs() throws {
        let file = try Scratch("")
        try file.write(
            """
            version: 1
            proxies:
              - name: p
                listen: 127.0.0.1:8080
                check: {type: external, command: \(file.folder)/probe}
                servers: [{name: a, address: 10.0.0.2}]

            """)
        try Self.put("#!/bin/sh\n", "probe", beside: file)
        chmod("\(file.folder)/probe", 0o777)
        let found = DocumentReading(path: file.path).diagnostics
        #expect(
            found.filter { $0.code == .programUntrusted }.map { "\($0.path)" }
                == ["proxies[0].check.command"])
    }

    @Test("a program, user or authority of a check that does not exist is named")
    func missingForChecks() throws {
        let file = try Scratch("")
        try file.write(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.1/24, interface: lo}]
            services:
              - name: a
                listen: 10.0.0.1:80
                check: {type: external, command: \(file.folder)/none, user: no-such-user}
                servers: [{name: a, address: 10.0.0.2}]
              - name: b
                listen: 10.0.0.1:443
                check: {type: negotiate, service: https, tls: {ca: \(file.folder)/none.pem}}
                servers: [{name: a, address: 10.0.0.2}]

            """)
        let found = DocumentReading(path: file.path).diagnostics
        #expect(
            found.map { "\($0.code.rawValue) \($0.path)" }.sorted() == [
                "BAL430 services[0].check.command", "BAL430 services[0].check.user",
                "BAL431 services[1].check.tls.ca",
            ], "\(found)")
        #expect(found.allSatisfy { $0.severity == .warning })
    }

    @Test("a command of the notifications that does not exist is named")
    func missingCommand() throws {
        let file = try Scratch("")
        try file.write("version: 1\nnotifications: {command: \(file.folder)/none}\n")
        let found = DocumentReading(path: file.path).diagnostics
            .filter { $0.code == .programUntrusted }
        #expect(found.count == 1)
        #expect(found.first?.path.description == "notifications.command")
        #expect(found.first?.message.contains("No such file or directory") == true)
    }
}
