import Addresses
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real nginx", .ownThreads)
struct NginxTests {
    @Test("plain HTTP: right, wrong status, wrong text, virtual host")
    func plain() async throws {
        try await Nginx.with { nginx in
            func outcome(_ http: HTTPProbe) async throws -> CheckResult {
                try await probe(.http(http), port: nginx.plain, timeout: ample)
            }
            #expect(try await outcome(HTTPProbe(expect: .text("healthy"))).isPassed)
            #expect(try await outcome(HTTPProbe(method: "HEAD")).isPassed)
            let gone = try await outcome(HTTPProbe(path: "/gone"))
            #expect(gone.outcome == .failed)
            #expect(gone.seen == "HTTP/1.1 404 Not Found")
            #expect(gone.expected == "status 200")
            #expect(
                try await outcome(HTTPProbe(path: "/gone", statuses: [200...299, 404...404]))
                    .isPassed)
            #expect(try await outcome(HTTPProbe(expect: .text("ill"))).phase == .match)
            #expect(
                try await outcome(
                    HTTPProbe(
                        path: "/host", virtualHost: "shop.example",
                        expect: .regex("^shop\\.example$"))
                ).isPassed)
        }
    }

    @Test("TLS: right, expired, wrong name, unknown issuer, not verified")
    func tls() async throws {
        try await Nginx.with { nginx in
            func result(_ port: UInt16, _ tls: TLSSettings) async throws -> CheckResult {
                let result = try await probe(
                    .http(HTTPProbe(expect: .regex("^healthy"), tls: tls)), port: port,
                    timeout: ample)
                await expectClosed(connectionsTo: port)
                return result
            }
            func settings(_ file: String, _ name: String) -> TLSSettings {
                TLSSettings(authorities: file, serverName: name)
            }
            let right = try await result(
                nginx.good, settings(nginx.authority, "good.example"))
            #expect(right.isPassed, "\(right)")
            let faults = [
                try await result(
                    nginx.expired, settings(nginx.expiredAuthority, "good.example")),
                try await result(nginx.good, settings(nginx.authority, "other.example")),
                try await result(nginx.good, settings(nginx.authority, "127.0.0.1")),
                try await result(nginx.good, TLSSettings(serverName: "good.example")),
            ]
            for fault in faults {
                #expect(fault.outcome == .failed, "\(fault)")
                #expect(fault.phase == .tls, "\(fault)")
            }
            let trusting = try await result(nginx.expired, TLSSettings(verify: false))
            #expect(trusting.isPassed, "\(trusting)")
        }
    }

    @Test("a login in a header, in the clear and over TLS: right, wrong, another text")
    func authorization() async throws {
        try await Nginx.with { nginx in
            for (port, tls) in [(nginx.plain, nil), (nginx.good, TLSSettings(verify: false))] {
                func result(_ login: String, _ text: String) async throws -> CheckResult {
                    let header = HTTPProbe.Header("Authorization", "Basic \(login)")
                    let http = HTTPProbe(
                        path: "/locked", headers: [header], expect: .text(text), tls: tls)
                    return try await probe(.http(http), port: port, timeout: ample)
                }
                let right = try await result("am9lOnJpZ2h0", "open")
                #expect(right.isPassed, "\(right)")
                for wrong in [
                    try await result("am9lOndyb25n", "open"),
                    try await result("am9lOnJpZ2h0", "closed"),
                ] {
                    #expect(wrong.outcome == .failed && wrong.phase == .match, "\(wrong)")
                }
            }
        }
    }

    @Test("from a source address of one's own, in the clear and over TLS")
    func source() async throws {
        try await Nginx.with { nginx in
            for (port, tls) in [(nginx.plain, nil), (nginx.good, TLSSettings(verify: false))] {
                let http = HTTPProbe(path: "/from", expect: .text("127.0.0.9"), tls: tls)
                let probe = Probe(
                    .http(http), at: local(port), from: IPAddress("127.0.0.9"),
                    timeout: ample)
                let result = try await withRunner { try await $0.perform(probe) }
                #expect(result.isPassed, "\(result)")
                await expectClosed(connectionsTo: port)
            }
        }
    }

    @Test("over IPv6, in the clear and over TLS, with a source and without, right and refused")
    func six() async throws {
        guard Nginx.hasIPv6 else { return try unavailable("::1") }
        let loopback = try #require(IPAddress("::1"))
        try await Nginx.with { nginx in
            let kinds: [(UInt16, Probe.Kind)] = [
                (nginx.plain, .connect),
                (nginx.plain, .http(HTTPProbe(path: "/from", expect: .regex("^::1$")))),
                (nginx.plain, .http(HTTPProbe(path: "/host", expect: .text("[::1]")))),
                (
                    nginx.good,
                    .http(
                        HTTPProbe(
                            path: "/from", expect: .text("::1"),
                            tls: TLSSettings(
                                authorities: nginx.authority, serverName: "good.example")))
                ),
            ]
            for (port, kind) in kinds {
                for source in [nil, loopback] {
                    let probe = Probe(
                        kind, at: Endpoint(loopback, port: port), from: source, timeout: ample)
                    let result = try await withRunner { try await $0.perform(probe) }
                    #expect(result.isPassed, "\(result)")
                    await expectClosed(connectionsTo: port)
                }
            }
            for kind in [.connect, .http(HTTPProbe(tls: TLSSettings(verify: false)))]
                as [Probe.Kind]
            {
                let nobody = Endpoint(loopback, port: Peer.freePort())
                let probe = Probe(kind, at: nobody, timeout: ample)
                let result = try await withRunner { try await $0.perform(probe) }
                #expect(result.phase == .connect && result.outcome == .failed, "\(result)")
            }
        }
    }

    @Test("text over TLS, with and without an expectation")
    func text() async throws {
        try await Nginx.with { nginx in
            let send = Array("GET / HTTP/1.0\r\n\r\n".utf8)
            for expect in [nil, Pattern.text("healthy")] {
                let result = try await probe(
                    .tcp(TCPProbe(send: send, expect: expect, tls: TLSSettings(verify: false))),
                    port: nginx.good, timeout: ample)
                #expect(result.isPassed, "\(result)")
            }
            let wrong = try await probe(
                .tcp(TCPProbe(send: send, expect: .text("ill"), tls: TLSSettings(verify: false))),
                port: nginx.good, timeout: ample)
            #expect(wrong.outcome == .failed && wrong.phase == .match, "\(wrong)")
            for settings in [
                TLSSettings(authorities: nginx.expiredAuthority, serverName: "good.example"),
                TLSSettings(authorities: nginx.authority, serverName: "other.example"),
            ] {
                let isExpired = settings.authorities == nginx.expiredAuthority
                let result = try await probe(
                    .tcp(TCPProbe(send: send, expect: .text("healthy"), tls: settings)),
                    port: isExpired ? nginx.expired : nginx.good, timeout: ample)
                #expect(result.outcome == .failed && result.phase == .tls, "\(result)")
            }
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: Peer.Behaviour
        var isTimedOut = false
        var testDescription: String { name }
    }

    static let faults = [
        Fault(name: "hang", behaviour: .hang, isTimedOut: true),
        Fault(name: "no TLS", behaviour: .say("220 mail\r\n")),
        Fault(name: "reset", behaviour: .reset),
        Fault(name: "closed", behaviour: .say("")),
    ]

    @Test("a server that does not speak TLS fails in its handshake", arguments: faults)
    func handshake(_ fault: Fault) async throws {
        let peer = try Peer(fault.behaviour)
        let result = try await probe(
            .http(HTTPProbe(tls: TLSSettings(verify: false))), port: peer.port,
            timeout: fault.isTimedOut ? .seconds(5) : ample)
        #expect(result.outcome == .failed, "\(result)")
        // On a busy machine the limit may be over before the handshake has begun.
        let isLate = fault.isTimedOut && result.phase == .connect
        #expect(result.phase == .tls || isLate, "\(result)")
        await expectClosed(connectionsTo: peer.port)
    }

    @Test("a refused TLS check says so, and issuers that can't be read are not its fault")
    func refusal() async throws {
        let port = Peer.freePort()
        let refused = try await probe(
            .http(HTTPProbe(tls: TLSSettings(verify: false))), port: port, timeout: ample)
        #expect(refused.outcome == .failed)
        #expect(refused.phase == .connect)
        #expect(refused.seen == "connection refused (ECONNREFUSED)")
        let missing = try await probe(
            .http(HTTPProbe(tls: TLSSettings(authorities: "/nonexistent.pem"))), port: port,
            timeout: ample)
        #expect(missing.outcome == .inconclusive)
    }
}
