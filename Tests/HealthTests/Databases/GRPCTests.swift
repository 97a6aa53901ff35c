import Foundation
import Model
import TestThreads
import Testing

@testable import Health

@Suite("Checks of a real gRPC server", .ownThreads)
struct GRPCTests {
    private static let script = """
        import sys, threading
        from concurrent.futures import ThreadPoolExecutor
        import grpc
        from grpc_health.v1 import health, health_pb2, health_pb2_grpc

        folder, ports = sys.argv[1], sys.argv[2:]
        def file(name):
            with open(f"{folder}/{name}", "rb") as found:
                return found.read()
        def serve():
            server = grpc.server(ThreadPoolExecutor(2))
            server.add_insecure_port(f"127.0.0.1:{ports[0]}")
            for port, name in ((ports[1], "good.pem"), (ports[2], "expired.pem")):
                pair = grpc.ssl_server_credentials([(file("key.pem"), file(name))])
                server.add_secure_port(f"127.0.0.1:{port}", pair)
            return server
        server = serve()
        if len(ports) == 3:
            states = health.HealthServicer()
            known = health_pb2.HealthCheckResponse
            states.set("", known.SERVING)
            states.set("shop", known.SERVING)
            states.set("s" * 300, known.SERVING)
            states.set("closed", known.NOT_SERVING)
            health_pb2_grpc.add_HealthServicer_to_server(states, server)
        server.start()
        server.wait_for_termination()

        """

    /// With a plain port and two with TLS; without the health service if so asked.
    private static func with(
        health: Bool = true, _ body: (RunningServer) async throws -> Void
    ) async throws {
        let python = ".build/grpcio/bin/python3"
        try await RunningServer.with([python, "/usr/bin/openssl"], ports: 3) { server in
            try Certificates.make(in: server.folder)
            try server.write(script, to: "server.py")
            return RunningServer.Start(
                command: [python, server.path("server.py"), server.folder.path]
                    + server.ports.map { "\($0)" } + (health ? [] : ["none"]))
        } _: {
            try await body($0)
        }
    }

    private static func result(
        _ port: UInt16, _ service: String? = nil, _ security: Dialogue.Security = .none
    ) async throws -> CheckResult {
        let dialogue = Dialogue(.grpc, request: service, over: .init(security: security))
        let result = try await probe(
            .dialogue(DialogueProbe(dialogue)), port: port, timeout: ample)
        await expectClosed(connectionsTo: port)
        return result
    }

    @Test("the server and its services: serving, not serving, unknown")
    func dialogues() async throws {
        try await Self.with { server in
            for service in [nil, "shop", String(repeating: "s", count: 300)] {
                let right = try await Self.result(server.port, service)
                #expect(right.isPassed, "\(right)")
                #expect(right.seen == "SERVING")
            }
            let closed = try await Self.result(server.port, "closed")
            #expect(closed.outcome == .failed && closed.phase == .match, "\(closed)")
            #expect(closed.seen == "NOT_SERVING")
            let unknown = try await Self.result(server.port, "unknown")
            #expect(unknown.outcome == .failed && unknown.phase == .match, "\(unknown)")
            #expect(unknown.seen.hasPrefix("grpc-status 5"))
        }
    }

    @Test("a server without the health service fails")
    func absent() async throws {
        try await Self.with(health: false) { server in
            let absent = try await Self.result(server.port)
            #expect(absent.outcome == .failed && absent.phase == .match, "\(absent)")
            #expect(absent.seen.hasPrefix("grpc-status 12"))
        }
    }

    @Test("over TLS: right, expired, wrong name, unknown issuer, not verified")
    func tls() async throws {
        try await Self.with { server in
            func result(
                _ port: UInt16, _ ca: String?, _ name: String, verify: Bool = true
            ) async throws -> CheckResult {
                let tls = Check.TLS(
                    verify: verify, authority: ca.map { server.path($0) }, serverName: name)
                return try await Self.result(port, nil, .tls(tls))
            }
            let right = try await result(server.ports[1], "good.pem", "good.example")
            #expect(right.isPassed, "\(right)")
            let trusting = try await result(
                server.ports[2], nil, "good.example", verify: false)
            #expect(trusting.isPassed, "\(trusting)")
            let failed = [
                try await result(server.ports[2], "expired.pem", "good.example"),
                try await result(server.ports[1], "good.pem", "other.example"),
                try await result(server.ports[1], nil, "good.example"),
            ]
            for result in failed {
                #expect(result.outcome == .failed && result.phase == .tls, "\(result)")
            }
        }
    }
}
