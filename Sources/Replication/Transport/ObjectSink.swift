/// The place to which the contents of an object are written while they arrive.
public protocol ObjectSink: Sendable {
    /// Adds bytes; the next ones are read from the network afterwards.
    func write(_ bytes: [UInt8]) async throws
}
