import Addresses
import Model
import NIOCore
import Seeds
import Testing

@testable import Replication

@Suite("The replication port")
struct PeerServerTests {
    private let node: PortNode
    private let peer: PortNode

    init() throws {
        node = try PortNode("lb1")
        peer = try PortNode("lb2")
        node.trust(peer)
    }

    @Test("two trusted nodes exchange hellos and reports over one connection")
    func exchange() async throws {
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        #expect(try await connection.hello(peer.hello) == node.hello)
        let report = PeerReport(
            generation: Digest(of: [1]), state: .refused, refusal: "too new", files: ["a"])
        try await connection.report(report)
        #expect(node.seen.hellos == [peer.hello])
        #expect(node.seen.reports == [report])
        #expect(node.seen.refused.isEmpty)
        connection.close()
        await server.close()
    }

    @Test("a peer learns of each generation as soon as it is announced")
    func generations() async throws {
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        var known = node.offer([0])
        #expect(try await connection.generation(after: nil) == known)
        for number in 1...50 {
            let task = Task { [known] in try await connection.generation(after: known.id) }
            // The announcement may be before, within or after the request.
            if number.isMultiple(of: 2) { await Task.yield() }
            known = node.offer([UInt8(number)])
            server.announce()
            #expect(try await task.value == known)
        }
        await server.close()
    }

    @Test("an announcement that arrives while the answer is made is not lost")
    func announcedMeanwhile() async throws {
        let slow = SlowAnswers(node)
        let server = PeerServer(node.identity, slow) { _ in }
        let port = try await server.open(
            at: IPAddress("127.0.0.1"), port: ClaimedPorts.free())
        let address = PeerAddress(host: "127.0.0.1", port: port)
        let connection = try await peer.connect(to: address, of: node)
        let task = Task { try await connection.generation(after: nil) }
        await slow.asked()
        let signed = node.offer([1])
        server.announce()
        // The announcement is on its way to the connection before the answer is.
        _ = try await peer.connect(to: address, of: node).hello(peer.hello)
        slow.release()
        #expect(try await task.value == signed)
        await server.close()
    }

    @Test("without another generation a peer gets an empty answer")
    func noGeneration() async throws {
        var times = PeerTimes.patient
        times.poll = .milliseconds(20)
        let (server, address) = try await node.serve(times: times)
        let connection = try await peer.connect(to: address, of: node)
        #expect(try await connection.generation(after: nil) == nil)
        let signed = node.offer([1])
        #expect(try await connection.generation(after: signed.id) == nil)
        #expect(try await connection.generation(after: Digest(of: [9])) == signed)
        await server.close()
    }

    @Test("a large generation arrives whole")
    func largeGeneration() async throws {
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        let bytes = (0..<ManifestLimits.manifest).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let signed = node.offer(bytes)
        #expect(try await connection.generation(after: nil) == signed)
        await server.close()
    }

    @Test("objects arrive whole, and from a position", arguments: [0, 1, 65_536, 1_000_003])
    func objects(size: Int) async throws {
        let (server, address) = try await node.serve()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let digest = try node.store(bytes)
        let connection = try await peer.connect(to: address, of: node)
        for start in Set([0, size / 2, max(0, size - 1)]) {
            let sink = MemorySink()
            try await connection.object(digest, from: start, size: size, into: sink)
            #expect(await sink.bytes == Array(bytes[start...]))
        }
        await server.close()
    }

    @Test("an object that is missing, shorter or larger is an error")
    func wrongObjects() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([1, 2, 3])
        let sink = MemorySink()
        let connection = try await peer.connect(to: address, of: node)
        await #expect {
            try await connection.object(Digest(of: [9]), from: 0, size: 3, into: sink)
        } throws: { ($0 as? PeerFailure)?.status == 404 }
        await #expect {
            try await connection.object(digest, from: 3, size: 4, into: sink)
        } throws: { ($0 as? PeerFailure)?.status == 416 }
        await #expect(throws: PeerFailure.broken("an object of another size")) {
            try await connection.object(digest, from: 0, size: 4, into: sink)
        }
        #expect(await sink.bytes.isEmpty)
        await server.close()
    }

    @Test("a file that was damaged after it was stored is not sent")
    func damagedObject() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([1, 2, 3])
        let path = try #require(node.seen.objects[digest]?.path)
        node.change { $0.objects[digest] = StoredObject(path: path, size: 4) }
        let connection = try await peer.connect(to: address, of: node)
        await #expect {
            try await connection.object(digest, from: 0, size: 4, into: MemorySink())
        } throws: { ($0 as? PeerFailure)?.status == 500 }
        await server.close()
    }

    @Test("a cut in an object is an error, and the rest is fetched from there")
    func cut() async throws {
        let (server, address) = try await node.serve()
        let relay = try await CuttingRelay(to: address.port, cutAfter: 300_000)
        let place = PeerAddress(host: "127.0.0.1", port: relay.port)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 13 ^ $0 >> 9) }
        let digest = try node.store(bytes)
        let sink = MemorySink()
        var cuts = 0
        while await sink.bytes.count < bytes.count {
            let connection = try await peer.connect(to: place, of: node)
            do {
                try await connection.object(
                    digest, from: await sink.bytes.count, size: bytes.count, into: sink)
            } catch {
                #expect(error as? PeerFailure == .cut)
                cuts += 1
            }
        }
        #expect(await sink.bytes == bytes)
        #expect(cuts >= 3 && relay.connections == cuts + 1)
        await server.close()
    }

    @Test("an error of the place ends the fetch with that error")
    func fullPlace() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([UInt8](repeating: 7, count: 1_000_000))
        let connection = try await peer.connect(to: address, of: node)
        await #expect(throws: MemorySink.Full.self) {
            try await connection.object(
                digest, from: 0, size: 1_000_000, into: MemorySink(failureAt: 200_000))
        }
        await server.close()
    }

    @Test("a cancelled request ends at once")
    func cancellation() async throws {
        let (server, address) = try await node.serve()
        let connection = try await peer.connect(to: address, of: node)
        let task = Task { try await connection.generation(after: nil) }
        await Task.yield()
        task.cancel()
        await #expect(throws: PeerFailure.self) { try await task.value }
        await server.close()
    }

    @Test("a second program on the port is an error with its remedy")
    func takenPort() async throws {
        let (server, address) = try await node.serve()
        let other = PeerServer(peer.identity, peer) { _ in }
        let failure = await #expect(throws: HostFailure.self) {
            try await other.open(at: IPAddress("127.0.0.1"), port: address.port)
        }
        #expect(failure?.errno == "EADDRINUSE")
        #expect("\(try #require(failure))".contains("cluster.replication.port"))
        await server.close()
    }

    @Test("without an address the port is open on all of them, of both families")
    func allAddresses() async throws {
        let (server, address) = try await node.serve(at: nil)
        for host in ["127.0.0.1", "::1"] {
            let place = PeerAddress(host: host, port: address.port)
            let connection = try await peer.connect(to: place, of: node)
            #expect(try await connection.hello(peer.hello) == node.hello)
        }
        await server.close()
    }
}

extension PeerFailure {
    /// The status of a refusal.
    var status: UInt? {
        guard case .refused(let status, _) = self else { return nil }
        return status
    }
}
