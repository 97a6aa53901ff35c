import Addresses
import Model
import Testing

@testable import Replication

@Suite("Port and links of a node")
struct PeerNetworkTests {
    private static func opens(
        _ network: PeerNetwork, at place: PeerNetwork.Place, _ peer: PortNode
    ) async -> Bool {
        do {
            try await network.open(at: place, peer) { _ in }
            return true
        } catch {
            return false
        }
    }

    @Test("a port that can't be opened ends no link", .timeLimit(.minutes(20)))
    func takenPort() async throws {
        let (node, peer) = try (PortNode("lb1"), PortNode("lb2"))
        let (server, address) = try await node.serve()
        let network = PeerNetwork()
        let place = PeerNetwork.Place(
            identity: peer.signing, address: IPAddress("127.0.0.1"), port: address.port)
        let news = RecordedNews(peer.hello)
        var links: [PeerLink] = []
        for _ in 0..<3 {
            await #expect(throws: HostFailure.self) {
                try await network.open(at: place, peer) { _ in }
            }
            await network.connect(to: [node.fingerprint: [address]], news: news)
            links.append(try #require(await network.link(to: node.fingerprint)))
        }
        #expect(links.allSatisfy { $0 === links[0] })
        await server.close()
        // A process that another test starts has the descriptor until it executes its program.
        while await !Self.opens(network, at: place, peer), !Task.isCancelled {}
        #expect(await network.link(to: node.fingerprint) === links[0])
        await network.close()
        #expect(await network.link(to: node.fingerprint) == nil)
    }
}
