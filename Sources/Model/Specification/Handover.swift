/// The time at which the last working servers of a service are replaced by new ones.
public enum Handover: String, Sendable, Hashable, Codable, CaseIterable {
    /// After the check of one of the new servers passes.
    case whenProven
    /// At once, without waiting for checks of the new servers.
    case atOnce
}
