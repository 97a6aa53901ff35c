public import Addresses

/// A command with ldirectord's arguments: virtual address and port, real address and port.
///
/// Exit status 0 passes; any other, and a signal, fails. The command runs in a process group of its
/// own, which is killed at the timeout. Its input is empty, its output is not kept. Its environment
/// is `PATH`, `BALLAST_VIRTUAL` and `BALLAST_REAL` (endpoints as in the document) and nothing else.
public struct ExternalProbe: Sendable, Hashable {
    /// The absolute path of the program.
    public let command: String
    /// The virtual service; nil, for a firewall mark, gives `0.0.0.0` and `0`.
    public let virtual: Endpoint?

    /// A check by this program.
    public init(command: String, virtual: Endpoint?) {
        self.command = command
        self.virtual = virtual
    }
}
