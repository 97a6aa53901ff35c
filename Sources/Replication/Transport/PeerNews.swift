/// The receiver of the news of peers.
public protocol PeerNews: Sendable {
    /// Returns the hello of this node.
    func hello() async -> PeerHello

    /// A peer has answered a hello.
    func greeted(by peer: Fingerprint, with hello: PeerHello) async

    /// Exchanges the shared entries and the logs with a peer, as far as its answer to a hello shows
    /// that one side lacks some; returns whether nothing is left.
    ///
    /// **Errors:** `PeerFailure` of the connection.
    func share(
        with peer: Fingerprint, after hello: PeerHello, over connection: PeerConnection
    ) async throws(PeerFailure) -> Bool

    /// A peer has answered that it has no other generation yet.
    func heard(_ peer: Fingerprint) async

    /// A peer has a generation, which may be any; returns whether its contents are fetched.
    func offered(_ signed: SignedManifest, by peer: Fingerprint) async -> Bool

    /// Fetches the contents of the generation that a peer has offered last.
    ///
    /// It is cancelled when the peer offers another one.
    ///
    /// **Errors:** `PeerFailure` of the connection; the link connects again then.
    func fetch(
        _ id: Digest, of peer: Fingerprint, over connection: PeerConnection
    ) async throws(PeerFailure)

    /// There is no connection to a peer any more, or none could be made.
    func lost(_ peer: Fingerprint, _ failure: PeerFailure) async
}

extension PeerNews {
    /// Exchanges nothing.
    public func share(
        with peer: Fingerprint, after hello: PeerHello, over connection: PeerConnection
    ) async throws(PeerFailure) -> Bool { true }
}
