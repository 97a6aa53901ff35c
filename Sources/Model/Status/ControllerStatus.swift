/// The running controller.
public struct ControllerStatus: Sendable, Codable, Hashable {
    /// Version of the program.
    public var version: String
    /// Process id.
    public var processID: Int
    /// When it started.
    ///
    /// **Unit:** milliseconds since 1970.
    public var started: Int64
    /// False with `--no-addresses`.
    public var managesAddresses: Bool

    /// This controller.
    public init(version: String, processID: Int, started: Int64, managesAddresses: Bool) {
        self.version = version
        self.processID = processID
        self.started = started
        self.managesAddresses = managesAddresses
    }
}
