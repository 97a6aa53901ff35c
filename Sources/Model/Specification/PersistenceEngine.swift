/// Name of a persistence engine: kernel module `ip_vs_pe_NAME`.
public struct PersistenceEngine: RawRepresentable, Sendable, Hashable, Codable {
    /// The kernel's name.
    ///
    /// **Range:** 1...15 bytes (`IP_VS_PENAME_MAXLEN`).
    public let rawValue: String

    /// Creates an engine by name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Session Initiation Protocol: persistent by Call-ID, UDP only.
    public static let sip = PersistenceEngine(rawValue: "sip")

    /// The kernel module that provides it.
    public var module: String { "ip_vs_pe_\(rawValue)" }
}
