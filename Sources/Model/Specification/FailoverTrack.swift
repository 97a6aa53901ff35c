/// A condition that lowers the priority of a node for as long as it holds.
public struct FailoverTrack: Sendable, Hashable {
    /// A condition of a node.
    public enum Condition: Sendable, Hashable {
        /// The interface is down or missing.
        case interface(String)
        /// No process with this name runs: the name in `/proc/PID/comm`.
        case process(String)
        /// The command ends with a status other than 0, or not within its timeout.
        ///
        /// - Parameters:
        ///   - command: a program with arguments, separated by spaces; without a shell.
        ///   - interval: time between two runs.
        ///   - timeout: time after which a run has failed.
        case script(command: String, interval: Duration, timeout: Duration)
        /// Less than this share of the services has a usable server, 1...100 percent.
        case services(atLeast: Int)
    }

    /// Unique among the conditions, for status and events.
    public var name: String
    /// The condition.
    public var condition: Condition
    /// The deduction from the priority; nil: the node can't have the role while another is well.
    ///
    /// **Range:** 1...253.
    public var weight: Int?
    /// Time for which the condition has to hold before it counts, and to be over before it ends.
    ///
    /// Default: none.
    public var delay = Duration.zero
    /// The user of this machine that runs the command of a script.
    ///
    /// Default: ``usualUser``.
    public var user = FailoverTrack.usualUser

    /// Creates a condition.
    public init(name: String, condition: Condition, weight: Int? = nil) {
        self.name = name
        self.condition = condition
        self.weight = weight
    }

    /// The user that runs a command unless the document names another.
    public static let usualUser = "nobody"
}
