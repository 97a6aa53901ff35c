import Addresses
import NIOHTTP1

/// The answers of this node to its peers.
///
/// The transport checks the certificate and every limit before it asks.
public protocol PeerAnswers: Sendable {
    /// Whether a certificate belongs to a peer that is trusted now.
    ///
    /// Called on the thread of the transport, so it must not block.
    func isTrusted(_ fingerprint: Fingerprint) -> Bool

    /// Whether a certificate was revoked; called as ``isTrusted(_:)``.
    func isRevoked(_ fingerprint: Fingerprint) -> Bool

    /// Merges the membership of a peer, and returns this node's own.
    func hello(
        _ hello: PeerHello, from peer: Fingerprint, at address: IPAddress?
    ) async -> PeerHello

    /// Returns the generation in force; nil: there is none, or it is this one.
    ///
    /// The transport waits and asks again after ``PeerServer/announce()``.
    func generation(after known: Digest?) async -> SignedManifest?

    /// Returns the file with this digest, if a kept generation has it.
    ///
    /// **Shape:** a complete, verified file that does not change.
    func object(_ digest: Digest) async -> StoredObject?

    /// Records the state of a generation on a peer.
    func report(_ report: PeerReport, from peer: Fingerprint) async

    /// Merges the shared entries of a peer, and returns those of this node.
    ///
    /// **Errors:** `PeerRefusal`: those here can't be read, or the peer's are none.
    func exchange(
        _ entries: [UInt8], from peer: Fingerprint
    ) async throws(PeerRefusal) -> [UInt8]

    /// Keeps lines of a peer's log, and returns the number of the last one that is here.
    ///
    /// **Errors:** `PeerRefusal`: they can't be kept.
    func keep(_ lines: [UInt8], from peer: Fingerprint) async throws(PeerRefusal) -> Int64

    /// Admits a node that has a token, and returns the membership.
    ///
    /// A node that is trusted already gets the same answer again, because the first one may have
    /// been lost.
    ///
    /// - Parameters:
    ///   - certificate: the certificate of the node in DER; the node has its key, on P-256.
    ///   - address: the address of the connection; nil: unknown.
    ///
    /// **Errors:** `PeerRefusal`: no such token, or an expired one.
    func join(
        _ request: JoinRequest, certificate: [UInt8], from address: IPAddress?
    ) async throws(PeerRefusal) -> JoinReply
}

extension PeerAnswers {
    /// Refuses the entries: this node shares none.
    public func exchange(
        _ entries: [UInt8], from peer: Fingerprint
    ) async throws(PeerRefusal) -> [UInt8] {
        throw PeerRefusal(.notFound, "this node shares no entries")
    }

    /// Refuses the lines: this node keeps none.
    public func keep(
        _ lines: [UInt8], from peer: Fingerprint
    ) async throws(PeerRefusal) -> Int64 {
        throw PeerRefusal(.notFound, "this node keeps no logs of others")
    }
}
