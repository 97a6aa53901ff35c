/// A set on a host, and the file of its networks.
public struct FirewallSetState: Sendable, Hashable, Codable {
    /// The number of networks in the kernel; nil: the kernel has no such set.
    public var count: Int?
    /// The content of the file; nil: it is not wanted, or of no use.
    public var file: FirewallSetContent?
    /// The reason that the file is of no use; nil: it is of use.
    public var fault: String?

    /// Creates a state.
    public init(count: Int? = nil, file: FirewallSetContent? = nil, fault: String? = nil) {
        self.count = count
        self.file = file
        self.fault = fault
    }

    /// The form of the state.
    public static let shape = RecordShape(
        "firewallSet", "A set of networks, and the file of its blocklist.",
        [
            .optional("count", .count, "The networks in the kernel; absent: there is no such set."),
            .optional(
                "file", .record(FirewallSetContent.shape),
                "The content of the file; absent: not wanted, or of no use."),
            .optional("fault", .text, "Why the file is of no use; absent: it is of use."),
        ])
}

extension FirewallSetContent {
    /// The form of the content.
    public static let shape = RecordShape(
        "firewallSetContent", "The networks of a blocklist.",
        [
            .required("hash", .text, "A hash of the networks."),
            .required("count", .count, "The number of networks."),
        ])
}
