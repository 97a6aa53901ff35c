import Foundation
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real BIND", .ownThreads)
struct BindTests {
    private static let zones = [
        "root": """
        @ SOA ns. admin.example. 1 3600 600 86400 60
        @ NS ns.
        ns A 192.0.2.1
        """,
        "example": """
        @ SOA ns admin 1 3600 600 86400 60
        @ NS ns
        @ MX 10 mail
        ns A 192.0.2.1
        www CNAME web
        web A 192.0.2.7
        web A 192.0.2.8
        web AAAA 2001:db8::7
        text TXT "v=spf1 -all" "say \\"hi\\""
        _sip._tcp SRV 1 2 5060 web
        \(largeText)
        """,
        "reverse4": """
        @ SOA ns.example. admin.example. 1 3600 600 86400 60
        @ NS ns.example.
        7 PTR web.example.
        """,
        "reverse6": """
        @ SOA ns.example. admin.example. 1 3600 600 86400 60
        @ NS ns.example.
        7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR web.example.
        """,
    ]

    /// More than a datagram of 512 bytes holds.
    private static var largeText: String {
        (0..<8).map { "large TXT \"\($0)\(String(repeating: "x", count: 100))\"" }
            .joined(separator: "\n")
    }

    private static func with(_ body: (RunningServer) async throws -> Void) async throws {
        let program = "/usr/sbin/named"
        try await RunningServer.with([program]) { server in
            for (name, records) in zones {
                try server.write("$TTL 60\n\(records)\n", to: name)
            }
            func zone(_ name: String, _ file: String, _ more: String = "") -> String {
                "zone \"\(name)\" { type primary; file \"\(file)\"; \(more) };\n"
            }
            try server.write(
                """
                options { directory "\(server.folder.path)"; pid-file none; recursion no;
                  listen-on port \(server.port) { 127.0.0.1; }; listen-on-v6 { none; };
                  session-keyfile none; notify no; };
                controls { };
                \(zone(".", "root"))\(zone("example", "example"))
                \(zone("closed", "reverse4", "allow-query { none; };"))
                \(zone("2.0.192.in-addr.arpa", "reverse4"))
                \(zone("8.b.d.0.1.0.0.2.ip6.arpa", "reverse6"))
                """, to: "named.conf")
            return RunningServer.Start(
                command: [program, "-g", "-c", server.path("named.conf")],
                // It accepts connections before it knows its zones.
                isReady: {
                    let log = try? String(contentsOfFile: server.path("output"), encoding: .utf8)
                    return log?.contains("all zones loaded") ?? false
                })
        } _: {
            try await body($0)
        }
    }

    @Test(
        "records of each type over UDP and TCP: right, wrong, and none",
        arguments: [
            TransportProtocol.udp, .tcp,
        ])
    func dialogues(_ transport: TransportProtocol) async throws {
        try await Self.with { server in
            func result(
                _ name: String?, _ type: RecordType = .a, _ expect: Model.Expectation.Pattern? = nil
            ) async throws -> CheckResult {
                let dialogue = Dialogue(
                    .dns, request: name, recordType: type, over: .init(transport),
                    expect: Model.Expectation(expect))
                let result = try await probe(
                    .dialogue(DialogueProbe(dialogue)), port: server.port, timeout: ample)
                await expectClosed(connectionsTo: server.port)
                return result
            }
            let passed = [
                try await result(nil),
                try await result("web.example"),
                try await result("WEB.example.", .a, .text("192.0.2.8")),
                try await result("www.example", .a, .regex("(?m)^192\\.0\\.2\\.7$")),
                try await result("web.example", .aaaa, .text("2001:db8::7")),
                try await result("example", .mx, .text("10 mail.example.")),
                try await result("text.example", .txt, .text("\"v=spf1 -all\" \"say \\\"hi\\\"\"")),
                try await result("_sip._tcp.example", .srv, .text("1 2 5060 web.example.")),
                try await result("192.0.2.7", .ptr, .text("web.example.")),
                try await result("2001:db8::7", .ptr, .regex("^web\\.example\\.$")),
            ]
            for result in passed { #expect(result.isPassed, "\(result)") }
            let failed = [
                try await result("missing.example"),
                try await result("closed"),
                try await result("ns.example", .aaaa),
                try await result("web.example", .a, .text("192.0.2.9")),
                try await result("web.example", .a, .regex("^192\\.0\\.2\\.9")),
            ]
            for result in failed {
                #expect(result.outcome == .failed && result.phase == .match, "\(result)")
            }
            #expect(failed[0].seen == "NXDOMAIN")
            #expect(failed[1].seen == "REFUSED")
            #expect(failed[2].seen == "none")

            let large = try await result("large.example", .txt, .text("7xxx"))
            #expect(large.isPassed == (transport == .tcp), "\(large)")
            if transport == .udp { #expect(large.seen.contains("transport: tcp")) }
            let unasked = try await result("a..b")
            #expect(unasked.outcome == .inconclusive)
        }
    }

    @Test("silence and echoes are no answers", arguments: [true, false])
    func faults(_ answers: Bool) async throws {
        let peer = try DatagramPeer(answers: answers)
        let result = try await probe(
            .dialogue(DialogueProbe(Dialogue(.dns, over: .init(.udp)))), port: peer.port,
            timeout: .milliseconds(300))
        #expect(result.outcome == .failed && result.phase == .receive, "\(result)")
    }
}
