import Model

/// The answer to `ballast failover`, `standby` and `resume`.
public struct FailoverAnswer: Sendable, Codable, Equatable {
    /// The form of this answer; another one has another number.
    public private(set) var version: Int? = 1
    /// The groups that the command concerns, after it.
    public var groups: [Group] = []
    /// The reason why the command had no effect, or not all of it; nil: it had.
    public var failure: String?

    /// A group of virtual addresses.
    public struct Group: Sendable, Codable, Equatable {
        /// The name.
        public var name: String
        /// The node that has the addresses, or the address of a program that is no node of the
        /// document; nil: unknown.
        public var master: String?
        /// Whether this node has them.
        public var isHere: Bool
        /// Whether this node is in standby.
        public var isStandingBy: Bool

        /// Creates a group.
        public init(name: String, master: String?, isHere: Bool, isStandingBy: Bool) {
            self.name = name
            self.master = master
            self.isHere = isHere
            self.isStandingBy = isStandingBy
        }
    }

    /// Creates an answer.
    public init(groups: [Group] = [], failure: String? = nil) {
        self.groups = groups
        self.failure = failure
    }

    /// The form of `--json`.
    public static let shape = RecordShape(
        "failover", "The output of ballast failover, standby and resume with --json.",
        [
            .version(1),
            .required("groups", .list(.record(Group.shape)), "The groups after the command."),
            .optional("failure", .text, "Why the command had no effect; absent: it had."),
        ])
}

extension FailoverAnswer.Group {
    /// The form of a group.
    static let shape = RecordShape(
        "failoverResult", "A group of virtual addresses after a command.",
        [
            .required("name", .text, "The name; all: the document has no groups."),
            .optional(
                "master", .text,
                "The node that has the addresses, or the address of another program; absent: "
                    + "unknown."),
            .required("isHere", .flag, "Whether this node has them."),
            .required("isStandingBy", .flag, "Whether this node is in standby."),
        ])
}
