import Addresses

/// A set of networks in the kernel, filled from the file of a blocklist.
public struct FirewallSet: Sendable, Hashable {
    /// The name of the blocklist.
    public var blocklist: String
    /// The family of its networks.
    public var family: AddressFamily
    /// The file.
    public var path: String

    /// Creates a set.
    public init(_ blocklist: String, _ family: AddressFamily, path: String) {
        self.blocklist = blocklist
        self.family = family
        self.path = path
    }

    /// The name in the kernel: `BALLAST-drop-4`.
    ///
    /// **Range:** at most 31 bytes. **Source:** `linux/netfilter/ipset/ip_set.h`,
    /// `IPSET_MAXNAMELEN`.
    public var name: String { Self.name(of: blocklist, family) }

    /// Returns the name in the kernel of a blocklist's set.
    public static func name(of blocklist: String, _ family: AddressFamily) -> String {
        "\(FirewallChain.prefix)\(blocklist)-\(family == .ipv4 ? 4 : 6)"
    }

    /// The longest name of a blocklist.
    public static let nameLimit = 20
    /// The most networks of a set.
    public static let entryLimit = 1_000_000
}

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
