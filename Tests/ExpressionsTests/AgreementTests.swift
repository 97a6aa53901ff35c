import Expressions
import Foundation
import Glibc
import TestThreads
import Testing

@Suite("Regular expressions beside HAProxy", .timeLimit(.minutes(20)), .ownThreads)
struct AgreementTests {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/haproxy")

    private static let patterns = [
        "^ALIVE$", "ALIVE\\r?\\n", "ALIVE[\\r\\n]+", "^version: STSv1[^\\n]*\\nmode",
        "(?<!\\.min)\\.js$", "^/tag/[^]]+$", "^$", "\\s$", "\\S\\z", "\\A\\w+\\Z", "(?i)alive",
        "(?m)^mode", "(?s)^.*mode", "^.*mode", "[[:upper:]]{5}", "[[:space:]]", "\\d+ms",
        "\\bOK\\b", "(?<q>[\"x]).*\\k<q>", "(a|b)+c", "^(?:a|b)*$", "\\R", "\\N+", "\\h", "\\v",
        "[^\\x00-\\x7f]", "\\xc3\\xa9", "caf.$", "caf..$", "(*UTF)caf.$", "^(?=.*OK)(?!.*FAIL)",
        "status=(?:ok|up)(?!\\w)", "\\.(?:jpg|gif)$", "^/(?:api|v[12])/", "a{2,3}", "a++b", "a*+a",
        "(?>a+)b", "\\Qa.b\\E", "[]x]", "[a-c-]", "^\\s*\\{", "\\}\\s*$", "\\$", "x?", "(?x) O K",
        "(?<n>\\d)\\g{n}", "(?(?=a)ab|OK)", "(*ANYCRLF)^ALIVE$", "[\\w.]+@[\\w.]+",
    ]
    private static let texts = [
        "ALIVE\n", "ALIVE\r\n", "version: STSv1\r\nmode: enforce\r\n", "/lib/a.min.js", "/lib/a.js",
        "/tag/one", "{\"status\": \"OK\"} \n", "status=ok 12ms aab caf\u{e9}",
        "x@y.org FAIL OK $ a.b 11",
        "",
    ]

    @Test("both find the same in 500 pairs", .enabled(if: isThere))
    func pairs() throws {
        #expect(Self.patterns.count * Self.texts.count == 500)
        let folder = FileManager.default.temporaryDirectory.path + "/re-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let socket = folder + "/s"
        try configuration(socket).write(
            toFile: folder + "/c", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/haproxy")
        process.arguments = ["-db", "-q", "-f", folder + "/c"]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        for (number, pattern) in Self.patterns.enumerated() {
            let expression = try Expression(pattern)
            for text in Self.texts {
                let match = expression.search(Array(text.utf8))
                let isFound = try ask(socket, number, text, of: process)
                #expect((match == .found) == isFound, "/\(pattern)/ on \(text.debugDescription)")
            }
        }
    }

    /// One rule for each pattern: it is tried on a header, decoded.
    private func configuration(_ socket: String) -> String {
        var lines = [
            "defaults", " mode http", " timeout client 60s", " timeout connect 5s",
            " timeout server 60s", "frontend f", " bind unix@\(socket)",
        ]
        for (number, pattern) in Self.patterns.enumerated() {
            lines.append(" acl is\(number) req.hdr(x-number) -m str \(number)")
            lines.append(" acl re\(number) req.fhdr(x-text),url_dec -m reg -- '\(pattern)'")
            lines.append(" http-request return status 200 if is\(number) re\(number)")
        }
        return (lines + [" http-request return status 404", ""]).joined(separator: "\n")
    }

    private struct Failure: Error {}

    /// Whether HAProxy finds the pattern of this number in the text.
    private func ask(
        _ path: String, _ number: Int, _ text: String, of process: Process
    ) throws -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let deadline = ContinuousClock.now + .seconds(60)
        while connected(descriptor, &address) != 0 {
            guard process.isRunning, ContinuousClock.now < deadline else { throw Failure() }
            poll(nil, 0, 10)
        }
        // An encoded text may be empty, and a header too.
        let encoded = text.utf8.map { "%" + String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        let request =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Number: \(number)\r\n"
            + "X-Text: \(encoded)\r\n\r\n"
        _ = send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL))
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            reply += buffer[..<count]
        }
        let head = String(decoding: reply.prefix(12), as: UTF8.self)
        guard head == "HTTP/1.1 200" || head == "HTTP/1.1 404" else { throw Failure() }
        return head.hasSuffix("200")
    }

    private func connected(_ descriptor: Int32, _ address: inout sockaddr_un) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
