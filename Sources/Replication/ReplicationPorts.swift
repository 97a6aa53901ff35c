import Model

/// The parts of the controller that replication uses.
public struct ReplicationPorts: Sendable {
    /// Returns the diagnostics of a received document, as `ballast validate` on this node would.
    ///
    /// - Parameters: the path of the staged document beside its staged files; its bytes.
    public var validate: @Sendable (_ document: String, _ bytes: [UInt8]) async -> [Diagnostic]
    /// Records an event.
    public var tell: @Sendable (Event.Kind, String) async -> Void
    /// Wakes the controller, because the files of another node were activated.
    public var activated: @Sendable () async -> Void
    /// The state that nodes share beside the document; nil: none.
    public var share: (any PeerShare)?

    /// Creates ports.
    public init(
        validate: @escaping @Sendable (String, [UInt8]) async -> [Diagnostic],
        tell: @escaping @Sendable (Event.Kind, String) async -> Void,
        activated: @escaping @Sendable () async -> Void, share: (any PeerShare)? = nil
    ) {
        self.share = share
        self.validate = validate
        self.tell = tell
        self.activated = activated
    }
}
