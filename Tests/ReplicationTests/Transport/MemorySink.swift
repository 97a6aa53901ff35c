import Replication

/// The place of an object in memory.
actor MemorySink: ObjectSink {
    private(set) var bytes: [UInt8] = []
    private let failureAt: Int

    /// Fails after a number of bytes.
    init(failureAt: Int = .max) {
        self.failureAt = failureAt
    }

    struct Full: Error {}

    func write(_ bytes: [UInt8]) throws {
        guard self.bytes.count + bytes.count <= failureAt else { throw Full() }
        self.bytes += bytes
    }
}
