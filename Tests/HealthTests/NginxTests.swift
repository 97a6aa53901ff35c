import Testing

@testable import Health

@Suite("Checks of a real nginx")
struct NginxTests {
    @Test("plain HTTP: right, wrong status, wrong text, virtual host")
    func plain() async throws {
        try await Nginx.with { nginx in
            func outcome(_ http: HTTPProbe) async throws -> ProbeResult {
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
            func result(_ port: UInt16, _ tls: TLSSettings) async throws -> ProbeResult {
                let result = try await probe(
                    .http(HTTPProbe(expect: .regex("^healthy"), tls: tls)), port: port,
                    timeout: ample)
                #expect(descriptors(connectedTo: port) == 0)
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
        #expect(descriptors(connectedTo: peer.port) == 0)
    }

    @Test("a refused TLS check says so, and issuers that can't be read are not its fault")
    func refusal() async throws {
        let port = try Peer.freePort()
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
