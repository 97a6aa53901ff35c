import Model

/// The state beside the document that nodes share entry by entry: the accounts, and the logs of
/// all nodes.
///
/// Its texts are those of the module that has it; replication carries them.
public protocol PeerShare: Sendable {
    /// The digest of the shared entries, by which two nodes know that theirs are equal.
    ///
    /// **Errors:** `HostFailure`: they can't be read; then none are exchanged.
    func digest() async throws(HostFailure) -> Digest

    /// The shared entries, encoded.
    ///
    /// **Errors:** `HostFailure`: they can't be read.
    func entries() async throws(HostFailure) -> [UInt8]

    /// Merges the entries of another node.
    ///
    /// **Errors:** `HostFailure`: they are none, or those here can't be read or written.
    func merge(_ entries: [UInt8]) async throws(HostFailure)

    /// The number of the last line of this node's log; nil: there is none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    func lastLine() async throws(HostFailure) -> Int64?

    /// Returns lines of this node's log after a number, and the number of the last of them; nil:
    /// there are none.
    ///
    /// - Parameter limit: the most bytes, of which the first line may have more.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    func lines(
        after number: Int64, limit: Int
    ) async throws(HostFailure) -> (lines: [UInt8], last: Int64)?

    /// The number of the last line of another node's log that is here; 0: none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    func lastLine(of node: String) async throws(HostFailure) -> Int64

    /// Adds lines of another node's log, and returns the number of the last one that is here.
    ///
    /// **Errors:** `HostFailure`: they are lost.
    func add(_ lines: [UInt8], of node: String) async throws(HostFailure) -> Int64
}
