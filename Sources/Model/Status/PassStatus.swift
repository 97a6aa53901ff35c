/// One look at the host.
public struct PassStatus: Sendable, Codable, Hashable {
    /// When.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// How long it took, planning and applying included.
    ///
    /// **Unit:** microseconds.
    public var duration: Int
    /// How many passes there have been.
    public var count: Int
    /// Steps it applied.
    public var steps: Int

    /// This look.
    public init(time: Int64, duration: Int, count: Int, steps: Int) {
        self.time = time
        self.duration = duration
        self.count = count
        self.steps = steps
    }
}
