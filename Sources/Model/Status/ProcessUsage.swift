/// The processor time, memory and descriptors of a process.
public struct ProcessUsage: Sendable, Hashable {
    /// Its processor time in user and system mode.
    ///
    /// **Unit:** microseconds.
    public var processor: Int64
    /// Its resident memory.
    ///
    /// **Unit:** bytes.
    public var resident: Int
    /// The number of its open file descriptors.
    public var descriptors: Int

    /// Creates a usage.
    public init(processor: Int64, resident: Int, descriptors: Int) {
        self.processor = processor
        self.resident = resident
        self.descriptors = descriptors
    }
}
