/// A command whose exit status tells.
///
/// Exit status 0 passes; any other, and a signal, fails, unless statuses are weights. The command
/// runs in a process group of its own, which is killed at the timeout. Its input is empty, its
/// output is not kept. Its environment is `PATH` (the system's usual) and `BALLAST_REAL` (the
/// target, as in the document), no more.
public struct ExternalProbe: Sendable, Hashable {
    /// The absolute path of the program.
    public let command: String
    /// Its arguments; ldirectord's are virtual address and port, real address and port.
    public let arguments: [String]

    /// Whether exit status 2...255 passes too, and gives the server a weight of 2 less.
    ///
    /// Source: `keepalived.conf(5)`, `misc_dynamic`.
    public let exitWeights: Bool
    /// The user of this machine that it runs as, where Ballast may choose one.
    public let user: String

    /// A check by this program.
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
