/// A command whose exit status is the result.
///
/// Exit status 0 passes. Any other status, or a signal, fails, unless statuses are weights. The
/// command runs in its own process group, which is killed at the timeout. Its input is empty and
/// its output is discarded. Its environment is `PATH` (the system's usual) and `BALLAST_REAL` (the
/// target, as in the document).
public struct ExternalProbe: Sendable, Hashable {
    /// The absolute path of the program.
    public let command: String
    /// The arguments, as in ldirectord: virtual address and port, real address and port.
    public let arguments: [String]

    /// Whether exit status 2...255 passes too, and sets the server's weight to the status minus 2.
    ///
    /// Source: `keepalived.conf(5)`, `misc_dynamic`.
    public let exitWeights: Bool
    /// The user of this machine that runs the command, if Ballast may change users.
    public let user: String

    /// Creates a check by this program.
    public init(
        command: String, arguments: [String] = [], exitWeights: Bool = false,
        user: String = "nobody"
    ) {
        self.command = command
        self.user = user
        self.arguments = arguments
        self.exitWeights = exitWeights
    }
}
