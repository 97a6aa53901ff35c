import Foundation
import Glibc
import TestSupport

/// A server of HTTP/2 or of TLS, which is another HAProxy: it answers every request itself.
final class HTTP2Server {
    let port: Int
    private let folder: String
    private let process: Process

    /// A server that offers these protocols in TLS; nil: HTTP/2 in the clear.
    init(offering protocols: String?) throws {
        port = ExampleSite.freePort()
        folder = "/tmp/bl-h2-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var bind = "bind 127.0.0.1:\(port) proto h2"
        if let protocols {
            try Process.silent(
                "/usr/bin/openssl",
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                    + ["-days", "9", "-subj", "/CN=app.example", "-addext"]
                    + ["subjectAltName=DNS:app.example", "-keyout", "\(folder)/c.pem.key"]
                    + ["-out", "\(folder)/c.pem"]
            ).waitUntilExit()
            bind = "bind 127.0.0.1:\(port) ssl crt \(folder)/c.pem alpn \(protocols)"
        }
        try """
        defaults
            mode http
            timeout client 1m
            timeout server 1m
            timeout connect 1m
        frontend f
            \(bind)
            http-request return status 200 content-type text/plain lf-string "server %HV"

        """.write(toFile: "\(folder)/haproxy.cfg", atomically: true, encoding: .utf8)
        process = try Process.silent(
            "/usr/sbin/haproxy", ["-db", "-f", "\(folder)/haproxy.cfg"])
        for _ in 0..<600 where !ExampleSite.isOpen(port) { usleep(50_000) }
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
