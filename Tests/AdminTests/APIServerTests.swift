import Addresses
import Model
import NIOCore
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import Admin

/// The API over TLS, in front of a controller that echoes its requests.
@Suite("The server of the API", .timeLimit(.minutes(20)), .ownThreads)
struct APIServerTests {
    @Test("a client can use the requests of its group, and refusals are JSON with a code")
    func groups() async throws {
        let open = try await OpenServer()
        let good = try open.ask("/status", as: "report")
        #expect(good.status == 200 && good.body == "{}\n")
        #expect(good.head.contains("content-type: application/json\r\n"))
        #expect(good.head.contains("cache-control: no-store"))
        let unknown = try open.ask("/status", as: "")
        #expect(unknown.status == 401 && unknown.body.contains("\"BAL283\""))
        let low = try open.ask("/services/a/servers/b/drain", "-X POST", as: "report")
        #expect(low.status == 403 && low.body.contains("maint"))
        let reason = "-d '{\"message\": \"x\"}' -H 'Content-Type: application/json'"
        let none = try open.ask("/services/a/servers/b/drain", reason, as: "maint")
        #expect(none.status == 404 && none.body.contains("\"BAL282\""))
        #expect(open.site.calls.last?.principal?.origin == "127.0.0.1")
        #expect(
            open.tokens.notes == [
                "report: drain a/b, -, 403", "maint: drain a/b, x, 404",
            ])
        let fault = try open.ask("/history")
        #expect(fault.status == 500 && !fault.body.contains("Unexpected"))
        for body in [unknown.body, low.body, none.body, fault.body] {
            try SchemaCheck.verify(body, as: "refusal")
        }
        await open.server.close()
    }

    @Test("a body has the type and the size of its route; only a known client sends a long one")
    func bodies() async throws {
        let open = try await OpenServer()
        let yaml = "-X PUT -H 'Content-Type: application/yaml' --data-binary"
        let long = "head -c 3000000 /dev/zero"
        func put(_ command: String, as group: String = "conf") throws -> OpenServer.Answer {
            let file = try Scratch(name: "body")
            try shell("\(command) > \(file.path)")
            return try open.ask("/document", "\(yaml) @\(file.path)", as: group)
        }
        let good = try put(long)
        #expect(good.status == 200 && good.body == "3000000\n")
        #expect(good.head.contains("etag: \"abc\""))
        #expect(try put(long, as: "maint").status == 403)
        #expect(try put("head -c 20000000 /dev/zero").status == 413)
        #expect(try open.ask("/document", "-X PUT -d x").status == 415)
        let small = try open.ask("/status", "-X GET -d x")
        #expect(small.status == 400)
        let server = "/services/a/servers/b/weight"
        #expect(try open.ask(server, "-X POST").status == 400)
        #expect(try open.ask(server, "-X POST -d '{}'").status == 415)
        let chunked = "-X POST -H 'Content-Type: application/json' -H 'Transfer-Encoding: chunked'"
        let file = try Scratch(name: "body")
        try shell("\(long) > \(file.path)")
        let answer = try open.ask(server, "\(chunked) --data-binary @\(file.path)")
        // The client may see the end of the connection before the answer.
        #expect(answer.status == 413 || answer.status == 0)
        await open.server.close()
    }

    private static let slow = """
        def ends(s):
            try:
                while s.recv(65536): pass
            except (ConnectionResetError, ssl.SSLError): pass
            return "ended"
        head = b"GET /api/v1/%s HTTP/1.1\\r\\nHost: a\\r\\nAuthorization: Bearer conf\\r\\n"

        """

    @Test("a client that is slow with TLS or its request is cut off")
    func slowness() async throws {
        var times = APITimes()
        times.handshake = .seconds(2)
        times.request = .seconds(1)
        times.idle = .seconds(1)
        let open = try await OpenServer(times)
        let output = try open.script(
            Self.slow + """
                print(ends(plain()))
                print(ends(connect()))
                s = connect(); s.send(head % b"status"); print(ends(s))
                s = connect(); s.send(b"POST /api/v1/confirm HTTP/1.1\\r\\nHost: a\\r\\n"
                    b"Authorization: Bearer conf\\r\\nContent-Length: 9\\r\\n\\r\\n")
                print(ends(s))
                s = connect(); s.send(head % b"status" + b"\\r\\n"); print(ends(s))
                """)
        #expect(output == String(repeating: "ended\n", count: 5))
        await open.server.close()
    }

    @Test("an answer that takes too long is a 503, and a client that does not read it is cut off")
    func slowAnswer() async throws {
        var times = APITimes()
        times.part = .milliseconds(300)
        times.answer = .milliseconds(300)
        let open = try await OpenServer(times)
        let output = try open.script(
            Self.slow + """
                s = connect(); s.send(head % b"plan" + b"\\r\\n")
                print(s.recv(12).decode()); ends(s)
                s = connect(); s.send(head % b"services" + b"\\r\\n"); time.sleep(2)
                total = 0
                try:
                    while True:
                        part = s.recv(65536)
                        if not part: break
                        total += len(part)
                except (ConnectionResetError, ssl.SSLError): pass
                print("whole" if total > (64 << 20) else "cut")
                """)
        #expect(output == "HTTP/1.1 503\ncut\n")
        await open.server.close()
    }

    @Test("one client has 48 connections, and another one replaces its own that waits longest")
    func connections() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            """
            kept = []
            for _ in range(60):
                try: kept.append(connect())
                except (OSError, ssl.SSLError): pass
            def isOpen(s):
                s.settimeout(0.2)
                try: return s.recv(1) != b""
                except (TimeoutError, ssl.SSLWantReadError): return True
                except OSError: return False
            print(len(kept), "".join("+" if isOpen(s) else "-" for s in kept))
            """)
        #expect(
            output == "60 " + String(repeating: "-", count: 12)
                + String(repeating: "+", count: 48) + "\n")
        await open.server.close()
        // Those of a client that has ended are counted until their threads have seen it.
        while open.server.connectionCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test("events are sent as they happen, and the stream ends in time")
    func streams() async throws {
        var times = APITimes()
        times.stream = .milliseconds(500)
        let open = try await OpenServer(times)
        let answer = try open.ask("/events/stream", "-N", as: "report")
        #expect(answer.status == 200 && answer.body == "data: first\n\n")
        #expect(answer.head.contains("content-type: text/event-stream\r\n"))
        await open.server.close()
    }

    @Test("the port moves, and a taken one is a failure with its reason")
    func ports() async throws {
        let open = try await OpenServer()
        let other = try await OpenServer()
        let taken = try #require(Endpoint("127.0.0.1:\(other.port)"))
        do throws(HostFailure) {
            try await open.server.open(at: taken)
            Issue.record("the port of another server was bound")
        } catch {
            #expect(error.errno == "EADDRINUSE" && error.operation.hasPrefix("serve the API on"))
        }
        // An address that no interface has yet.
        let absent = try #require(Endpoint("192.0.2.77:0"))
        #expect(try await open.server.open(at: absent) > 0)
        #expect(try open.ask("/status").status == 0)
        await open.server.close()
        await other.server.close()
    }

    @Test("a stream ends when its client has lost its rights, and sends nothing more")
    func revocation() async throws {
        let open = try await OpenServer()
        let site = open.site
        let tokens = open.tokens
        Task {
            while site.events.withLock({ $0.isEmpty }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            tokens.revoked.withLock { _ = $0.insert(.report) }
            site.events.withLock { _ = $0[0].yield(ByteBuffer(string: "data: secret\n\n")) }
        }
        let answer = try open.ask("/events/stream", "-N", as: "report")
        #expect(answer.status == 200 && !answer.body.contains("secret"))
        await open.server.close()
    }

    @Test("TLS 1.2 has suites with forward secrecy and authenticated encryption alone")
    func suites() async throws {
        let open = try await OpenServer()
        let output = try open.script(
            """
            def tries(suite):
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                context.set_ciphers(suite)
                try: return context.wrap_socket(plain(), server_hostname="localhost").cipher()[0]
                except OSError: return "-"
            print(tries("ECDHE+AESGCM") != "-", tries("ECDHE+CHACHA20") != "-",
                tries("ECDHE-ECDSA-AES128-SHA"), tries("ECDHE-ECDSA-AES256-SHA384"))
            """)
        #expect(output == "True True - -\n")
        await open.server.close()
    }

    @Test("connections of a former endpoint end")
    func formerEndpoint() async throws {
        let open = try await OpenServer()
        let (server, site) = (open.server, open.site)
        let move = Task {
            while site.calls.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            try await server.open(at: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0))
        }
        let output = try open.script(
            """
            s = connect()
            s.sendall(b"GET /api/v1/status HTTP/1.1\\r\\nHost: a\\r\\n"
                b"Authorization: Bearer conf\\r\\n\\r\\n")
            try:
                while s.recv(65536): pass
            except ConnectionResetError: pass
            print("ended")
            """)
        #expect(output == "ended\n")
        _ = try await move.value
        await open.server.close()
    }
}
