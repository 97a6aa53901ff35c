import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// HAProxy's check of a received document, whose files are in a directory of root alone.
@Suite(
    "the check of received raw lines",
    .enabled(
        if: geteuid() == 0 && access("/usr/sbin/haproxy", X_OK) == 0,
        "HAProxy and its sandbox need root"), .ownThreads)
struct RawFileCheckTests {
    private let folder = "/tmp/ballast-raw-\(UInt32.random(in: 0...UInt32.max))"

    /// Returns the errors of HAProxy about a proxy with these raw lines.
    private func errors(_ lines: [String]) async throws -> [String] {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer {
            // The system clears the temporary directory later.
            try? FileManager.default.removeItem(atPath: folder)
        }
        for (name, text) in [
            ("deny.lst", "bad.example\n"), ("deny.lst.more", "worse.example\n"),
            ("hosts.map", "a.example 1\n"),
        ] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            chmod("\(folder)/\(name)", 0o644)
        }
        let text = """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, external: true}]
            proxies:
              - name: shop
                listen: 10.0.0.100:80
                servers: [{name: a, address: 10.0.0.2:80}]
                raw:
            \(lines.map { "      - '\($0.replacing("DIR", with: folder))'" }
                .joined(separator: "\n"))

            """
        let path = "\(folder)/ballast.yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var reading = DocumentReading(path: path, looksAtFiles: true, judgesFiles: true)
        try #require(reading.spec != nil, "\(reading.diagnostics)")
        await reading.consultHAProxy(givingRawFiles: true)
        return reading.diagnostics.map { "\($0.severity.rawValue) \($0.path): \($0.message)" }
    }

    @Test("HAProxy reads the received files")
    func good() async throws {
        let found = try await errors([
            "http-request deny if { req.hdr(host) -f DIR/deny.lst }",
            "http-request deny if { req.hdr(host) -f DIR/deny.lst.more }",
            "http-request set-header X-N %[req.hdr(host),map(DIR/hosts.map,0)]",
        ])
        #expect(found == [])
    }

    @Test("a mistake after a line with a received file is found, with the paths of the document")
    func mistake() async throws {
        let found = try await errors([
            "http-request deny if { req.hdr(host) -f DIR/deny.lst }",
            "http-request deny if { req.hdr(host) -f DIR/missing.lst }",
        ])
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("error proxies[0].raw[1]") == true
                && found.first?.contains("\(folder)/missing.lst") == true, "\(found)")
    }
}
