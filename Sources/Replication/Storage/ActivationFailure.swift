import Model

/// A reason why a generation is not activated.
enum ActivationFailure: Error {
    /// The host refuses: "no space left on device".
    case host(HostFailure)
    /// Files here have edits that no generation has: their paths.
    case edited([String])
    /// A test ends the activation here, as a crash would.
    case interrupted
}
