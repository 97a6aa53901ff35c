import Addresses
import Testing

@testable import Replication

@Suite("Links to peers")
struct PeerLinkTests {
    private let node: PortNode
    private let peer: PortNode

    init() throws {
        node = try PortNode("lb1")
        peer = try PortNode("lb2")
        node.trust(peer)
    }

    @Test("a link greets, gets each generation, and serves requests for objects meanwhile")
    func follows() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([1, 2, 3])
        let sink = MemorySink()
        let news = RecordedNews(peer.hello, fetching: (digest, 3, sink))
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        #expect(await all.next() == .greeted(node.hello))
        for number in 1...3 {
            let signed = node.offer([UInt8(number)])
            server.announce()
            #expect(await all.next() == .offered(signed.id))
        }
        #expect(await sink.bytes == [1, 2, 3, 1, 2, 3, 1, 2, 3])
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a newer generation ends the transfer of the one before")
    func superseded() async throws {
        let (server, address) = try await node.serve()
        let digest = try node.store([1, 2, 3])
        let sink = HeldSink()
        let news = RecordedNews(peer.hello, fetching: (digest, 3, sink))
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        #expect(await all.next() == .greeted(node.hello))
        var writes = sink.firstWrite.makeAsyncIterator()
        _ = node.offer([1])
        server.announce()
        _ = await writes.next()
        let second = node.offer([2])
        server.announce()
        // The transfer of the first one would never end.
        #expect(await all.next() == .offered(second.id))
        sink.release()
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a changed hello reaches the peer while the link waits for a generation")
    func changedHello() async throws {
        let (server, address) = try await node.serve()
        let news = RecordedNews(peer.hello)
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        #expect(await all.next() == .greeted(node.hello))
        var hello = peer.hello
        hello.membership = Membership([
            PeerRecord(name: "lb3", certificate: [1], since: 1).revoked(at: 2)
        ])
        news.change(hello)
        #expect(await all.next() == .greeted(node.hello))
        #expect(node.seen.hellos == [peer.hello, hello])
        let signed = node.offer([1])
        server.announce()
        #expect(await all.next() == .offered(signed.id))
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a renewed link greets again and gets the generation again, without a loss")
    func renewed() async throws {
        let (server, address) = try await node.serve()
        let signed = node.offer([1])
        let news = RecordedNews(peer.hello)
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        for _ in 1...5 {
            #expect(await all.next() == .greeted(node.hello))
            #expect(await all.next() == .offered(signed.id))
            await run.link.renew()
        }
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a link reports a loss, and connects again to the node that returns")
    func restart() async throws {
        let (server, address) = try await node.serve()
        let news = RecordedNews(peer.hello)
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        #expect(await all.next() == .greeted(node.hello))
        await server.close()
        guard case .lost = await all.next() else {
            Issue.record("no loss")
            return
        }
        try await server.open(at: IPAddress("127.0.0.1"), port: address.port)
        await run.link.renew()
        while let next = await all.next(), next != .greeted(node.hello) {}
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a link tries each address, and reports another certificate rather than silence")
    func addresses() async throws {
        let (server, address) = try await node.serve()
        let closed = PeerAddress(host: "127.0.0.1", port: 1)
        let news = RecordedNews(peer.hello)
        let run = try start(news, at: [closed, address])
        var all = news.all.makeAsyncIterator()
        #expect(await all.next() == .greeted(node.hello))
        run.task.cancel()
        await run.task.value
        let other = try PortNode("lb3")
        await #expect(throws: PeerFailure.otherCertificate(node.fingerprint)) {
            try await PeerDialer(peer.identity).connect(
                to: [address, closed], expecting: other.fingerprint)
        }
        await #expect(throws: PeerFailure.unreachable("Connection refused")) {
            try await PeerDialer(peer.identity).connect(
                to: [closed], expecting: other.fingerprint)
        }
        await server.close()
    }

    @Test("a peer that does not trust this node is lost with that reason")
    func untrusted() async throws {
        node.change { $0.trusted = [] }
        let (server, address) = try await node.serve()
        let news = RecordedNews(peer.hello)
        let run = try start(news, at: [address])
        var all = news.all.makeAsyncIterator()
        guard case .lost(let failure) = await all.next() else {
            Issue.record("no loss")
            return
        }
        #expect(failure.status == 403 && "\(failure)".contains("not trusted"))
        run.task.cancel()
        await run.task.value
        await server.close()
    }

    @Test("a report has a connection of its own")
    func report() async throws {
        let (server, address) = try await node.serve()
        let link = PeerLink(
            try PeerDialer(peer.identity), to: [address], of: node.fingerprint,
            news: RecordedNews(peer.hello))
        let report = PeerReport(generation: Digest(of: [1]), state: .current)
        try await link.report(report)
        #expect(node.seen.reports == [report])
        await server.close()
    }

    private func start(
        _ news: RecordedNews, at addresses: [PeerAddress]
    ) throws -> (link: PeerLink, task: Task<Void, Never>) {
        let link = PeerLink(
            try PeerDialer(peer.identity), to: addresses, of: node.fingerprint, news: news)
        return (link, Task { await link.run() })
    }
}
