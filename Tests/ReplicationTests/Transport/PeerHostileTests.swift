import Addresses
import Glibc
import Model
import NIOCore
import Testing

@testable import Replication

@Suite("Hostile hosts on the replication port")
struct PeerHostileTests {
    private let node: PortNode
    private let peer: PortNode
    private let stranger: PortNode

    init() throws {
        node = try PortNode("lb1")
        peer = try PortNode("lb2")
        stranger = try PortNode("stranger")
        node.trust(peer)
    }

    @Test(
        "bytes that are no TLS end the connection, and are reported once",
        arguments: [
            "GET /v1/generation HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0", "SSH-2.0-x\r\n",
            "\u{16}\u{3}\u{1}\u{0}\u{5}aaaaa", String(repeating: "x", count: 100_000),
        ])
    func noTLS(_ text: String) async throws {
        let (server, address) = try await node.serve()
        for _ in 0..<10 {
            let raw = try await RawConnection(to: address.port)
            // The server may close before it has read all.
            try? await raw.send(text)
            _ = try await raw.ended()
        }
        try await until { !node.seen.refused.isEmpty }
        #expect(node.seen.refused.count == 1)
        try await until { server.connectionCount == 0 }
        await server.close()
    }

    @Test("a host that connects and is silent is cut off")
    func silent() async throws {
        var times = PeerTimes.patient
        times.handshake = .milliseconds(50)
        let (server, address) = try await node.serve(times: times)
        let raw = try await RawConnection(to: address.port)
        #expect(try await raw.ended() == "")
        try await until { !node.seen.refused.isEmpty }
        #expect(node.seen.refused.first?.contains("handshake takes too long") == true)
        await server.close()
    }

    @Test(
        "a request that does not arrive in time is cut off",
        arguments: [
            "", "GET /v1/gener", "GET /v1/generation HTTP/1.1\r\nhost: x\r\n",
            "POST /v1/hello HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{\"a\"",
        ])
    func slowRequest(_ text: String) async throws {
        var times = PeerTimes.patient
        times.request = .milliseconds(50)
        let (server, address) = try await node.serve(times: times)
        for identity in [peer.identity, stranger.identity] {
            let raw = try await RawConnection(to: address.port, as: identity)
            // On a busy machine the time is over before.
            if !text.isEmpty { try? await raw.send(text) }
            _ = try await raw.ended()
        }
        #expect(node.seen.hellos.isEmpty)
        try await until { server.connectionCount == 0 }
        await server.close()
    }

    @Test("a peer that does not read an object is cut off")
    func slowReader() async throws {
        var times = PeerTimes.patient
        times.part = .milliseconds(200)
        let (server, address) = try await node.serve(times: times)
        let digest = try node.store([UInt8](repeating: 1, count: 32 << 20))
        let raw = try await RawConnection(to: address.port, as: peer.identity, reads: false)
        try await raw.send("GET /v1/objects/\(digest.hex) HTTP/1.1\r\nhost: x\r\n\r\n")
        try await until { node.seen.refused.contains { $0.contains("reads too slowly") } }
        try await until { server.connectionCount == 0 }
        raw.close()
        await server.close()
    }

    private struct Case: Sendable {
        let request: String
        let status: String
    }

    @Test(
        "a request beyond a limit has its status and ends the connection",
        arguments: [
            Case(
                request: "POST /v1/hello HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n",
                status: "413"),
            Case(
                request: "POST /v1/join HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
                    + String(
                        repeating: "3e8\r\n\(String(repeating: "x", count: 1000))\r\n", count: 5),
                status: "413"),
            Case(
                request: "GET /v1/generation HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx",
                status: "413"),
            Case(
                request: "GET /v1/generation HTTP/1.1\r\nhost: x\r\na: "
                    + String(repeating: "x", count: 20_000) + "\r\n\r\n",
                status: "400"),
            Case(
                request: "GET /v1/generation HTTP/1.1\r\n"
                    + (0..<100).map { "a\($0): x\r\n" }.joined() + "\r\n",
                status: "400"),
            Case(
                request: "POST /v1/join HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}",
                status: "400"),
            Case(request: "BREW /v1/join HTTP/1.1\r\nhost: x\r\n\r\n", status: "400"),
            Case(request: "GET /etc/shadow HTTP/1.1\r\nhost: x\r\n\r\n", status: "404"),
            Case(request: "no HTTP at all\r\n\r\n", status: "400"),
        ])
    private func beyondLimits(_ row: Case) async throws {
        let (server, address) = try await node.serve()
        let raw = try await RawConnection(to: address.port, as: peer.identity)
        // The server may close before it has read all.
        try? await raw.send(row.request)
        let answer = try await raw.ended()
        #expect(answer.hasPrefix("HTTP/1.1 \(row.status) "), "\(answer)")
        try await until { server.connectionCount == 0 }
        await server.close()
    }

    @Test("a truncated body is no request")
    func truncated() async throws {
        let (server, address) = try await node.serve()
        let body = String(buffer: try peer.hello.encoded())
        let raw = try await RawConnection(to: address.port, as: peer.identity)
        try await raw.send(
            "POST /v1/hello HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count + 1)\r\n\r\n"
                + body)
        raw.close()
        _ = try await raw.ended()
        try await until { server.connectionCount == 0 }
        #expect(node.seen.hellos.isEmpty)
        await server.close()
    }

    @Test("requests that arrive together are answered in their order")
    func pipelined() async throws {
        let (server, address) = try await node.serve()
        let digests = try (1...5).map { try node.store([UInt8($0 + 64)]) }
        let raw = try await RawConnection(to: address.port, as: peer.identity)
        let requests = digests.enumerated().map { number, digest in
            "GET /v1/objects/\(digest.hex) HTTP/1.1\r\nhost: x\r\n"
                + (number == 4 ? "connection: close\r\n" : "") + "\r\n"
        }
        try await raw.send(requests.joined())
        let answer = try await raw.ended()
        let bodies = answer.split(separator: "\r\n\r\n").dropFirst().compactMap(\.first)
        #expect(String(bodies) == "ABCDE")
        await server.close()
    }

    @Test("a thousand silent connections keep no peer out")
    func thousand() async throws {
        Self.raiseDescriptorLimit()
        let (server, address) = try await node.serve()
        let kept = try await peer.connect(to: address, of: node)
        _ = try await kept.hello(peer.hello)
        var hostile: [RawConnection] = []
        for number in 0..<1000 {
            hostile.append(try await RawConnection(to: address.port, from: "127.0.0.2"))
            guard number.isMultiple(of: 100) else { continue }
            let connection = try await peer.connect(to: address, of: node)
            #expect(try await connection.hello(peer.hello) == node.hello)
            #expect(try await kept.hello(peer.hello) == node.hello)
            connection.close()
        }
        try await until { server.connectionCount <= Self.most }
        try await until { !node.seen.refused.isEmpty }
        // A report for each minute, not for each connection.
        #expect(node.seen.refused.count < 60)
        for connection in hostile { connection.close() }
        await server.close()
    }

    @Test("a flood from thousands of addresses keeps no known peer out")
    func thousandAddresses() async throws {
        Self.raiseDescriptorLimit()
        let (server, address) = try await node.serve()
        let kept = try await peer.connect(to: address, of: node)
        _ = try await kept.hello(peer.hello)
        let flood = Task {
            var latest: [RawConnection] = []
            var number = 0
            while !Task.isCancelled {
                let source = "127.1.\(number / 250 % 250).\(number % 250 + 1)"
                // The kernel may be short of ports.
                if let raw = try? await RawConnection(to: address.port, from: source) {
                    latest.append(raw)
                }
                number += 1
                if latest.count > 500 { latest.removeFirst().close() }
            }
            for raw in latest { raw.close() }
            return number
        }
        for _ in 0..<50 {
            let connection = try await peer.connect(to: address, of: node)
            #expect(try await connection.hello(peer.hello) == node.hello)
            #expect(try await kept.hello(peer.hello) == node.hello)
            connection.close()
        }
        flood.cancel()
        #expect(await flood.value > 50)
        try await until { server.connectionCount <= Self.most }
        await server.close()
    }

    @Test("strangers with certificates keep neither a peer nor a new node out")
    func strangers() async throws {
        let (server, address) = try await node.serve()
        let token = try node.store.issue(by: node.fingerprint, node: "lb1", now: 1_800_000_000)
        var hostile: [RawConnection] = []
        for number in 0..<60 {
            let source = "127.2.0.\(number % 6 + 1)"
            let raw = try await RawConnection(
                to: address.port, from: source, as: stranger.identity)
            hostile.append(raw)
        }
        #expect(
            server.connectionCount
                <= PeerLimits.strangers + PeerLimits.handshakes + PeerLimits.knownHandshakes)
        let connection = try await peer.connect(to: address, of: node)
        #expect(try await connection.hello(peer.hello) == node.hello)
        let new = try PortNode("lb3")
        _ = try await PeerDialer(new.identity).join(token, at: address, as: "lb3")
        #expect(node.isTrusted(new.fingerprint))
        for connection in hostile { connection.close() }
        await server.close()
    }

    @Test("one peer with many connections loses its own, and others lose none")
    func greedyPeer() async throws {
        let other = try PortNode("lb3")
        node.trust(other)
        let (server, address) = try await node.serve()
        let kept = try await other.connect(to: address, of: node)
        _ = try await kept.hello(other.hello)
        var greedy: [PeerConnection] = []
        for _ in 0..<(PeerLimits.peers + 20) {
            let connection = try await peer.connect(to: address, of: node)
            _ = try await connection.hello(peer.hello)
            greedy.append(connection)
        }
        #expect(server.connectionCount <= PeerLimits.peers)
        #expect(try await kept.hello(other.hello) == node.hello)
        await server.close()
    }

    /// The most connections, of which two are the peer's.
    private static let most = PeerLimits.handshakes + PeerLimits.knownHandshakes + 2

    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        getrlimit(kind, &limit)
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 8192))
        setrlimit(kind, &limit)
    }
}
