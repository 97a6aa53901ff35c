/// The content of a set: a hash of its networks, and their number.
public struct FirewallSetContent: Sendable, Hashable, Codable {
    /// The hash.
    public var hash: String
    /// The number of networks.
    public var count: Int

    /// Creates a content.
    public init(hash: String, count: Int) {
        self.hash = hash
        self.count = count
    }

    /// No networks.
    public static let none = FirewallSetContent(hash: "", count: 0)
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
