/// The program that added an address: this one, or another.
public enum AddressOrigin: String, Sendable, Hashable, Codable {
    /// It has our `IFA_PROTO`.
    case ours
    /// It has another `IFA_PROTO`, or none.
    case foreign
    /// This kernel stores no `IFA_PROTO` (before Linux 5.18).
    case unknown = "unmarked"
}
