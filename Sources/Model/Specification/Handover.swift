/// When the last working servers of a service are replaced by new ones of the document.
public enum Handover: String, Sendable, Hashable, Codable, CaseIterable {
    /// Once the check of one of the new servers passes.
    case whenProven
    /// At once, whatever is known of the new servers.
    case atOnce
}
