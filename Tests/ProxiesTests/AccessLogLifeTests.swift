import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// Access logs of a live HAProxy, with its writer, through what a night brings.
@Suite("the life of access logs", .timeLimit(.minutes(20)), .ownThreads)
struct AccessLogLifeTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    /// A site whose proxy answers by itself, with this log.
    private static func site(_ log: (LiveSite) -> String) throws -> LiveSite {
        let site = try LiveSite { _ in "version: 1\n" }
        try site.save(document(site, log(site)))
        try site.start()
        site.eventually("an answer") { try site.fetch("/first").status == 200 }
        return site
    }

    private static func document(_ site: LiveSite, _ log: String, answer: String = "a") -> String {
        """
        version: 1
        haproxy: {log: \(log)}
        proxies:
          - name: shop
            listen: 127.0.0.1:\(site.port)
            routes: [{match: {prefix: /}, answer: {body: \(answer)}}]

        """
    }

    /// The paths in a log of JSON lines, in its order; each line has to be JSON.
    private static func paths(_ file: String) throws -> [String] {
        guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
        struct Line: Decodable { let uri: String? }
        return try bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            try JSONDecoder().decode(Line.self, from: Data($0)).uri
        }
    }

    @Test("each request has one line, over a reload and kill -9 of the controller and the writer")
    func noneLost() throws {
        guard Self.isPossible() else { return }
        let site = try Self.site { "{target: \($0.folder)/logs/access.log}" }
        let file = "\(site.folder)/logs/access.log"
        let log = "{target: \(file)}"
        site.eventually("the first line") { try Self.paths(file).contains("/first") }
        var asked: [String] = []
        func ask() throws {
            for _ in 0..<5 {
                asked.append("/\(asked.count)")
                #expect(try site.fetch(asked[asked.count - 1]).status == 200)
            }
        }
        try ask()
        let writer = try #require(try site.status().accessLog?.writer)
        site.end(SIGKILL)
        // The writer goes on without a controller.
        try ask()
        site.eventually("lines without a controller") {
            try Self.paths(file).suffix(asked.count) == asked[...]
        }
        try site.start()
        site.eventually("the writer is found again") {
            try site.status().accessLog?.writer == writer
        }
        try site.bring(Self.document(site, log, answer: "b"))
        try ask()
        kill(writer, SIGKILL)
        // The pipe keeps them.
        try ask()
        site.eventually("another writer") {
            try site.status().accessLog?.writer.map { $0 != writer } ?? false
        }
        try ask()
        site.eventually("all lines, once") {
            try Self.paths(file).filter { asked.contains($0) } == asked
        }
        #expect(try site.status().accessLog?.dropped == 0)
        #expect(try site.events().contains { $0.message.hasPrefix("the writer of access logs") })
    }

    @Test("the shipped stanza of logrotate, renaming and truncating each lose no line")
    func rotation() throws {
        guard Self.isPossible() else { return }
        let site = try Self.site { "{target: \($0.folder)/access.log}" }
        let file = "\(site.folder)/access.log"
        site.eventually("the first line") { try Self.paths(file) == ["/first"] }
        #expect(rename(file, "\(file).old") == 0)
        // Lines within a second of the renaming are in the file that was renamed.
        _ = try site.fetch("/renamed")
        site.eventually("a line after renaming") {
            _ = try site.fetch("/later")
            return try Self.paths(file).contains("/later")
        }
        #expect(try Self.paths("\(file).old").first == "/first")
        let both = try Self.paths("\(file).old") + Self.paths(file)
        #expect(both.contains("/renamed"))
        #expect(truncate(file, 0) == 0)
        _ = try site.fetch("/truncated")
        site.eventually("a line after truncating") {
            try Self.paths(file) == ["/truncated"]
        }
        guard access("/usr/sbin/logrotate", X_OK) == 0, geteuid() == 0 else { return }
        let stanza = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "packaging/ballast.logrotate"),
            encoding: .utf8
        ).replacingOccurrences(of: "/var/log/ballast/*.log", with: file)
        let configuration = try Scratch(stanza, name: "logrotate")
        chmod(site.folder, 0o755)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/logrotate")
        process.arguments = ["-f", "-s", "\(site.folder)/rotated", configuration.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try Self.paths("\(file).1") == ["/truncated"])
        site.eventually("a line after logrotate") {
            _ = try site.fetch("/rotated")
            return try Self.paths(file).last == "/rotated"
        }
    }

    @Test("a full disk costs lines, is told, leaves whole lines, and ends by itself")
    func fullDisk() throws {
        guard Self.isPossible(), geteuid() == 0 else { return }
        let folder = "/tmp/bl-full-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        // A page for the file, and no more.
        guard mount("none", folder, "tmpfs", 0, "size=8k") == 0 else { return }
        defer {
            umount2(folder, Int32(MNT_DETACH))
            rmdir(folder)
        }
        let file = "\(folder)/access.log"
        let site = try Self.site { _ in "{target: \(file)}" }
        site.eventually("lines are lost") {
            #expect(try site.fetch("/more").status == 200)
            return try site.status().accessLog?.targets.first?.failure != nil
        }
        _ = try Self.paths(file)
        let reason = "access log: cannot write to \(file): No space left on device"
        #expect(try site.status().health.reasons.contains { $0.hasPrefix(reason) })
        site.eventually("the event") {
            try site.events().contains {
                $0.kind == .failed && $0.message.hasPrefix("access log: lines are lost: cannot")
            }
        }
        #expect(truncate(file, 0) == 0)
        _ = try site.fetch("/again")
        site.eventually("lines are written again") {
            try Self.paths(file).last == "/again" && site.isHealthy()
        }
        site.eventually("the end of it") {
            try site.events().contains {
                $0.message.hasPrefix("access log: lines are written again")
            }
        }
    }

    @Test("lines go to a syslog daemon, in HAProxy's own format if that is wanted")
    func syslog() throws {
        guard Self.isPossible() else { return }
        let (descriptor, port) = try Self.datagramSocket()
        defer { close(descriptor) }
        let site = try Self.site { _ in "{format: httplog, target: \"syslog:127.0.0.1:\(port)\"}" }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        let line = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        #expect(line.hasPrefix("<134>1 20"), "\(line)")
        #expect(line.contains(" haproxy ") && line.hasSuffix("\"GET /first HTTP/1.1\""), "\(line)")
        site.eventually("it is counted") {
            try site.status().accessLog?.targets.first?.written ?? 0 > 0
        }
    }

    /// A UDP socket on a free port of loopback, which waits 30 s for a datagram.
    private static func datagramSocket() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard code == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EADDRINUSE) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}
