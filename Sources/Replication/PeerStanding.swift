import Model

/// The knowledge of this node about a peer.
struct PeerStanding: Sendable {
    /// Whether the link to it has a connection.
    var isConnected = false
    /// The time of the last change of ``isConnected``, milliseconds since 1970.
    var since: Int64?
    /// The time of its last message, milliseconds since 1970.
    var heard: Int64?
    /// The revoked identities that it knows; nil: it has not greeted since the start.
    var revoked: Set<Fingerprint>?
    /// The reason why there is no connection.
    var failure: String?
    /// The last generation that it has offered, with a valid signature.
    var offer: Offer?
    /// The time of its last offer; nil: none since the start.
    var offered: ContinuousClock.Instant?
    /// The runs of its controller.
    var runs = PeerRuns()
    /// The addresses of the hosts that use the identity of this node, in its last greeting.
    var copies: [String]?
    /// The address and port of its last greeting.
    var greetedFrom: PeerAddress?
    /// Addresses that are tried after those of the document and of the trusted nodes.
    var fallbacks: [PeerAddress] = []
    /// The reason why its last offer is not a valid one.
    var refusal: String?
    /// The identity of that offer.
    var rejected: Digest?
    /// Its last report.
    var report: PeerReport?
    /// The time since which it lacks the generation in force here, milliseconds since 1970.
    var behindSince: Int64?
    /// The time at which it was asked to offer its generation again, milliseconds since 1970.
    var renewed: Int64?
    /// The last report that it got, or that is under way.
    var sent: PeerReport?

    /// The reason why the shared entries and logs can't be exchanged with it; nil: they can.
    var shareFailure: String?

    /// Whether it can be asked again to offer its generation.
    func isDue(_ now: Int64) -> Bool {
        renewed.map { (now - $0).magnitude > 10_000 } ?? true
    }

    /// A generation with its contents.
    struct Offer: Sendable, Hashable {
        var signed: SignedManifest
        var id: Digest
        var manifest: Manifest
        var contents: Digest

        init(_ signed: SignedManifest, _ manifest: Manifest) {
            self.signed = signed
            id = signed.id
            self.manifest = manifest
            contents = manifest.contents
        }
    }
}
