import Addresses
import Model

/// A proxy, or an SSL service with a section of its own, that HAProxy refuses while it serves the
/// others.
public struct RefusedProxy: Sendable, Hashable {
    /// Its name in the document.
    public let name: String
    /// HAProxy's complaint.
    public let words: String
    /// Whether its former section still serves.
    public let isKept: Bool
    /// The endpoints of the document without a listener.
    public let unserved: Set<Endpoint>

    /// The refusal in one sentence.
    public var sentence: String {
        "HAProxy refuses \(name), "
            + (isKept ? "which continues as it was" : "which is out of service") + ": \(words)"
    }
}
