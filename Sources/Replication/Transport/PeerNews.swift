/// The receiver of the news of peers.
public protocol PeerNews: Sendable {
    /// Returns the hello of this node.
    func hello() async -> PeerHello

    /// A peer has answered a hello.
    func greeted(by peer: Fingerprint, with hello: PeerHello) async

    /// A peer has a generation, which may be any.
    ///
    /// The connection serves requests for objects and reports meanwhile.
    ///
    /// **Errors:** `PeerFailure` of the connection, which is then made again.
    func offered(
        _ signed: SignedManifest, by peer: Fingerprint, over connection: PeerConnection
    ) async throws(PeerFailure)

    /// There is no connection to a peer any more, or none could be made.
    func lost(_ peer: Fingerprint, _ failure: PeerFailure) async
}
