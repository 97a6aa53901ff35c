/// The reason that an interface carries no packets.
public enum LinkFault: String, Sendable, Hashable, Codable {
    /// It is not up: `IFF_UP` is missing.
    case down = "is down"
    /// It is up and has no link: `IFF_RUNNING` is missing.
    case noCarrier = "has no carrier"
}
