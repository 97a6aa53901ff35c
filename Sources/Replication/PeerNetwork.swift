import Addresses
import Model

/// The port of this node, and the links to its peers.
actor PeerNetwork {
    /// The wanted place of the port.
    struct Place: Hashable {
        var identity: SigningIdentity
        var address: IPAddress?
        var port: UInt16
    }

    /// A link that runs.
    private struct Running {
        var link: PeerLink
        var task: Task<Void, Never>
    }

    /// The identity of the server and the dialer.
    private var identity: SigningIdentity?
    /// The place where the port is open.
    private var place: Place?
    private var server: PeerServer?
    private var dialer: PeerDialer?
    private var links: [Fingerprint: Running] = [:]

    /// Opens the port at this place, unless it is open there.
    ///
    /// **Errors:** `HostFailure`; no port is open then, and the links go on.
    func open(
        at wanted: Place, _ answers: any PeerAnswers,
        refused: @escaping @Sendable (String) async -> Void
    ) async throws(HostFailure) {
        guard place != wanted else { return }
        if identity != wanted.identity {
            await close()
            let own = try PeerIdentity(wanted.identity)
            guard own.fingerprint == wanted.identity.fingerprint else { return }
            server = PeerServer(own, answers, refused: refused)
            dialer = try PeerDialer(own)
            identity = wanted.identity
        }
        place = nil
        try await server?.open(at: wanted.address, port: wanted.port)
        place = wanted
    }

    /// Keeps one link to each of these peers.
    func connect(to peers: [Fingerprint: [PeerAddress]], news: any PeerNews) {
        guard let dialer else { return }
        for (peer, running) in links where peers[peer] != running.link.addresses {
            running.task.cancel()
            links[peer] = nil
        }
        for (peer, addresses) in peers where links[peer] == nil {
            let link = PeerLink(dialer, to: addresses, of: peer, news: news)
            links[peer] = Running(link: link, task: Task { await link.run() })
        }
    }

    /// Returns the link to a peer.
    func link(to peer: Fingerprint) -> PeerLink? { links[peer]?.link }

    /// Makes all links anew, so that all peers get another greeting.
    func greet() async {
        for running in links.values { await running.link.renew() }
    }

    /// Wakes the peers that wait for a generation.
    func announce() { server?.announce() }

    /// Names the addresses of the peers, whose connections the limits of others do not concern.
    func expect(_ addresses: Set<IPAddress>) { server?.expect(addresses) }

    /// Closes connections that are not trusted any more.
    func recheck() { server?.recheck() }

    /// Closes the port and all connections.
    func close() async {
        for running in links.values { running.task.cancel() }
        links = [:]
        await server?.close()
        (server, dialer, identity, place) = (nil, nil, nil, nil)
    }
}
