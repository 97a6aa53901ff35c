import Addresses
import Foundation
import Model
import Seeds
import TestThreads
import Testing

@testable import HAProxy

@Suite("access log", .ownThreads)
struct AccessLogTests {
    private static let target = accessLogName(of: .journal)

    /// A line as HAProxy writes it, with these values of the client.
    private static func line(
        uri: [UInt8] = Array("/".utf8), host: [UInt8] = Array("a".utf8), retries: String = "0",
        proxy: String = "shop"
    ) -> [UInt8] {
        let common = [
            "1795740008136", "10.9.0.1", "56276", "10.0.0.101", "80", proxy, "shop::1", "app1",
            "--", "73", "52", "0", "-1", retries, "0", "0", "2", "1", "TLSv1.3",
            "TLS_AES_256_GCM_SHA384", "YQ==",
        ]
        let request = [
            "200", "0", "1", "2", "HTTP/1.1", "R0VU", Data(uri).base64EncodedString(),
            Data(host).base64EncodedString(), "-", "-", "-",
        ]
        return Array("\(target) http \((common + request).joined(separator: " "))".utf8)
    }

    private static func object(_ line: [UInt8]) throws -> [String: Any]? {
        guard let record = AccessLogRecord(line[...]) else { return nil }
        #expect(!record.text.contains { $0 < 0x20 })
        return try JSONSerialization.jsonObject(with: Data(record.text)) as? [String: Any]
    }

    @Test("the fields of a request are as the page of access logs has them")
    func request() throws {
        let line = Self.line(uri: Array("/a\"\\?b".utf8), retries: "+3", proxy: "sh:e2:88:9ap")
        let record = try #require(AccessLogRecord(line[...]))
        #expect(record.target == Self.target)
        #expect(
            String(decoding: record.text, as: UTF8.self) == """
                {"time":"2026-11-27T00:40:08.136Z","proxy":"sh\u{221a}p"\
                ,"backend":"shop::1","server":"app1","client":"10.9.0.1","clientPort":56276,\
                "address":"10.0.0.101","port":80,"status":200,"requestTime":0,"responseTime":1,\
                "duration":2,"version":"HTTP/1.1","method":"GET","uri":"/a\\"\\\\?b","host":"a",\
                "bytesSent":73,"bytesReceived":52,"queueTime":0,"termination":"--","retries":3,\
                "redispatched":true,"serverQueue":0,"backendQueue":0,"proxyConnections":2,\
                "serverConnections":1,"tlsVersion":"TLSv1.3",\
                "tlsCipher":"TLS_AES_256_GCM_SHA384","serverName":"a"}
                """)
        let page = try String(
            contentsOfFile: Self.root + "/docs/guide/access-log.md", encoding: .utf8)
        for key in try #require(try Self.object(line)).keys {
            #expect(page.contains("| `\(key)` |"), "docs/guide/access-log.md lacks \(key)")
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test("whatever bytes a client sends, and wherever a line is cut, a line is one JSON object")
    func hostile() throws {
        var numbers = SeededNumbers(seed: 312)
        for _ in 0..<500 {
            let count = Int.random(in: 0...40, using: &numbers)
            let uri = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let line = Self.line(uri: uri, host: uri.reversed())
            let object = try #require(try Self.object(line))
            #expect(
                object["uri"] as? String ?? "" == String(decoding: uri, as: UTF8.self), "\(uri)")
            let cut = Int.random(in: 0..<line.count, using: &numbers)
            // JSON, or no line at all.
            _ = try Self.object(Array(line[..<cut]))
        }
    }

    @Test("HAProxy takes each format in each mode, and its longest line fits the pipe")
    func rendering() throws {
        guard HAProxyCommand.isInstalled() else { return }
        let loopback = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 20_080)
        for mode in Proxy.Mode.allCases {
            for format in AccessLog.Format.allCases {
                let log = AccessLog(format: format, target: .file("/var/log/a b.log"))
                let proxy = Proxy(name: "p \u{221a}", listen: [loopback], mode: mode)
                let service = SSLService(
                    name: "t", listen: [Endpoint(loopback.address, port: 20_443)],
                    certificates: ["c"], backend: .endpoint(loopback))
                let (status, output, _, configuration) = try HAProxyCommand.check(
                    Spec(
                        proxies: [proxy], sslServices: [service],
                        haproxy: ProxyProcess(log: log)))
                #expect(status == 0, "\(output)\n\(configuration.text)")
                #expect(!output.contains("[WARNING]"), "\(output)\n\(configuration.text)")
                #expect(configuration.text.components(separatedBy: " log fd@3 ").count == 3)
            }
        }
        // The values of clients, in Base64, and what is left for the rest of a line.
        let values = AccessLogLine.headers.reduce(1024) { $0 + $1.length } * 4 / 3
        #expect(AccessLogLine.longest - values > 600)
    }

    @Test("a proxy's own choice counts before that of the haproxy section")
    func choices() {
        let usual = AccessLog(format: .httplog, target: .syslog(nil))
        let own = AccessLog(target: .file("/var/log/own"))
        var spec = Spec(
            proxies: ["a", "b", "c"].map { Proxy(name: $0) }, haproxy: ProxyProcess(log: usual))
        spec.proxies[1].log = .off
        spec.proxies[2].log = .on(own)
        #expect(spec.proxies.map { spec.accessLog(of: $0) } == [usual, nil, own])
        #expect(spec.accessLogTargets == [usual.target, own.target])
        spec.haproxy.log = nil
        #expect(spec.proxies.map { spec.accessLog(of: $0) } == [nil, nil, own])
        for text in ["journal", "syslog", "syslog:10.0.0.53:514", "/var/log/a.log"] {
            #expect(AccessLog.Target(text).map { "\($0)" } == text)
        }
        for text in ["", "file", "a/b", "/", "/a/", "syslog:", "syslog:a:1", "syslog:10.0.0.1:0"] {
            #expect(AccessLog.Target(text) == nil, "\(text)")
        }
    }
}
