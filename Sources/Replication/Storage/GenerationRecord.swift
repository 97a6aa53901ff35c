import Model

/// The generation in force on this node: `generation.json`.
struct GenerationRecord: Sendable, Hashable, Codable {
    /// The name of this node in histories: its name, and a number that a lost state directory
    /// changes, so that numbers of edits are never used twice.
    var key: String
    /// The generation; nil: none yet.
    var signed: SignedManifest?
    /// Its place in history; nil with ``signed``.
    var position: Position?
    /// Whether the node has joined others and takes their configuration first.
    var isJoining = false
    /// The replication port; nil: not used yet.
    var port: UInt16?
    /// The port before its last change; nil: it has not changed.
    var formerPort: UInt16?

    /// Creates the record of a node without a generation.
    init(node: String) {
        let number = String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16)
        key = "\(node)#\(number)"
    }
}
