import Addresses
import Model

/// The reason why an answer is rejected.
enum DNSFault: Error {
    /// The answer belongs to another query.
    case unrelated
    /// The answer is no valid message.
    case malformed
}
