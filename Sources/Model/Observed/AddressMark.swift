/// The owner of an address.
public enum AddressMark: String, Sendable, Hashable, Codable {
    /// It has our `IFA_PROTO`.
    case ours
    /// It has another mark, or none.
    case foreign
    /// This kernel stores no marks (before Linux 5.18).
    case unmarked
}
