import Foundation
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("The control socket", .enabled(if: Shell.hasNamespaces), .serialized, .ownThreads)
struct ControlSocketTests {
    private func node() throws -> Node {
        let node = try Node("a", on: try Segment())
        try node.start(try Node.settings("a", priority: 150))
        #expect(try eventually { try node.role() == .active })
        return node
    }

    @Test("bytes that are no message end their connection; the role and the controller stay")
    func hostile() throws {
        let node = try node()
        let good = ControlFrames.frame(SpeakerRequest.status.json)
        let inputs: [[UInt8]] = [
            [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0, 0, 0, 2, 0x7b, 0x7b],
            Array("GET / HTTP/1.1\r\n\r\n".utf8), good + [0, 0, 0, 3, 1, 2, 3],
            (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7919) },
        ]
        for input in inputs {
            let client = try SpeakerClient(path: node.path)
            // The process may close the connection before it has read everything.
            _ = try? client.send(input)
            let isClosed = eventually {
                do {
                    return try client.receive(within: .milliseconds(100)) == nil ? false : false
                } catch {
                    return true
                }
            }
            #expect(isClosed, "\(input.prefix(8))")
        }
        #expect(try node.role() == .active)
        #expect(try node.status().hasController)
    }

    @Test("a message that can't be used is answered with a reason, and changes nothing")
    func unfit() throws {
        let node = try node()
        let before = try node.status().lastEvent
        for text in [
            "{}", "[]", "{\"request\":\"none\"}", "{\"request\":\"settings\"}",
            "{\"request\":\"settings\",\"settings\":{\"node\":\"a\"}}",
            "{\"request\":\"condition\",\"penalty\":-1}", "{\"request\":\"adopt\",\"after\":-1}",
            "{\"request\":\"handOver\",\"group\":\"none\"}",
        ] {
            let value = try #require(JSONReader.value(of: Array(text.utf8)))
            try node.client?.send(ControlFrames.frame(value))
            guard case .refused(let reason)? = try node.client?.receive(within: .seconds(30)) else {
                Issue.record("\(text)")
                continue
            }
            #expect(reason.contains(": "), "\(text)")
        }
        #expect(try node.status().lastEvent == before)
        #expect(try node.role() == .active)
    }

    @Test("only the connection that adopted the process may change it; the next one replaces it")
    func adoption() throws {
        let node = try node()
        let other = try SpeakerClient(path: node.path)
        guard case .status = try other.request(.status), case .refused = try other.request(.stop)
        else {
            Issue.record("a connection that has not adopted the process reads only")
            return
        }
        #expect(try other.request(.adopt(after: nil)) == .accepted)
        guard case .refused = try node.request(.stop) else {
            Issue.record("the earlier controller was replaced")
            return
        }
        #expect(try other.request(.standBy(group: nil)) == .accepted)
    }

    @Test("a reader that never reads, and many connections, are bounded")
    func bounds() throws {
        let node = try node()
        var clients: [SpeakerClient] = []
        for _ in 0..<40 { clients.append(try SpeakerClient(path: node.path)) }
        let served = clients.filter { client in
            // A connection over the limit is closed, which is an error here.
            (try? client.request(.status)) != nil
        }
        #expect(served.count == 7, "one of the eight is the controller's")
        let slow = try #require(served.first)
        let request = ControlFrames.frame(SpeakerRequest.status.json)
        var isClosed = false
        for _ in 0..<20_000 where !isClosed {
            // Closed by the process, at the latest when a megabyte of answers waits.
            isClosed = (try? slow.send(request)) == nil
        }
        #expect(isClosed)
        clients = []
        #expect(try eventually { try node.role() == .active })
        #expect(eventually { (try? SpeakerClient(path: node.path).request(.status)) != nil })
        let pid = try #require(node.process?.processIdentifier)
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let resident = try #require(status.firstMatch(of: /VmRSS:\s+(\d+) kB/))
        #expect(try #require(Int(resident.1)) < 100_000, "a debug build is larger than 20 MB")
    }

    @Test("a socket whose directory was removed is made again, and the role stays")
    func removed() throws {
        let node = try node()
        node.leave()
        for command in ["rm -r \(node.folder)", "rm \(node.path)", "rm \(node.path).lock"] {
            try Shell.run(command)
            #expect(
                eventually {
                    ["", ".lock"].allSatisfy { access(node.path + $0, F_OK) == 0 }
                })
            try node.adopt(after: 0)
        }
        #expect(try node.role() == .active)
        let restored = try node.history().filter { $0.kind == .socketRestored }
        #expect(restored.map(\.subject) == Array(repeating: node.path, count: 3))
        var facts = stat()
        #expect(stat(node.folder, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o700)
        let second = try Shell.run("\(Node.program) --socket \(node.path); test $? = 1")
        #expect(second.contains("which another process has"))
    }

    @Test("a process whose place another one has taken ends, and leaves the socket to it")
    func replaced() throws {
        let node = try node()
        node.kill(SIGSTOP)
        try Shell.run("rm -r \(node.folder); mkdir -m 700 \(node.folder)")
        let second = try Node(node.host, on: node.segment, folder: node.folder)
        try second.start()
        let first = try #require(node.process)
        node.kill(SIGCONT)
        #expect(eventually { !first.isRunning })
        #expect(first.terminationStatus == 0)
        #expect(try second.status().groups.isEmpty)
        #expect(try node.segment.lacks(node.host, Node.addresses))
        try second.adopt()
    }

    @Test("the socket is root's alone, and a second process does not start beside it")
    func exclusive() throws {
        let node = try node()
        var facts = stat()
        #expect(stat(node.path, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o600)
        let second = try Shell.run("\(Node.program) --socket \(node.path); test $? = 1")
        #expect(second.contains("which another process has"))
        #expect(try node.role() == .active)
        let folder = try Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        defer { rmdir(folder) }
        #expect(chmod(folder, 0o777) == 0)
        let open = try Shell.run("\(Node.program) --socket \(folder)/elect.sock; test $? = 1")
        #expect(open.contains("which another user may write"))
    }
}
