import Dispatch
import Files

/// The decision whether a check's command may run, and as which user.
struct CommandPermit: Sendable {
    /// The reason against running it; nil: it may run.
    var refusal: String?
    /// The command prefix that changes the user; empty: the command runs as Ballast's own user.
    var prefix: [String] = []

    /// Whether the command runs as another user than Ballast.
    var isChanged: Bool { !prefix.isEmpty }

    /// The command line.
    func words(_ probe: ExternalProbe) -> [String] {
        prefix + [probe.command] + probe.arguments
    }
}
