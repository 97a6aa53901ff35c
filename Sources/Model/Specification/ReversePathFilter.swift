/// The check of the senders of IPv4 packets that arrive at an interface.
///
/// The larger number of the interface and of `all` counts. Source: the kernel's
/// `Documentation/networking/ip-sysctl.rst`, `rp_filter`.
public enum ReversePathFilter: Int, Sendable, Hashable, Codable, CaseIterable {
    /// None.
    case off = 0
    /// The way back to the sender leaves by the same interface.
    case strict = 1
    /// Some way back to the sender exists.
    case loose = 2

    /// The word of the document.
    public var word: String {
        switch self {
        case .off: "off"
        case .strict: "strict"
        case .loose: "loose"
        }
    }

    /// The check of a word of the document; nil: unknown.
    public init?(word: String) {
        guard let filter = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = filter
    }
}
