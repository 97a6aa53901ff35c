import Model

/// The stored document of earlier runs.
public enum KeptSpec: Sendable {
    /// No document is stored.
    case none
    /// A valid document, with its warnings.
    ///
    /// - Parameter accepted: the time of its acceptance, in milliseconds since 1970.
    case good(Spec, warnings: [Diagnostic], accepted: Int64)
    /// An unusable document, with the reason.
    case useless(HostFailure)
}
