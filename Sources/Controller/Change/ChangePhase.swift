import Model

/// The phase of an edit that must be confirmed.
enum ChangePhase: Equatable {
    /// No confirmation is awaited.
    case none
    /// The way back is being stored, and the edit waits.
    case storing
    /// The way back could not be stored, and the edit is withheld.
    case refused(HostFailure)
    /// The way back is on disk, and the edit may be applied.
    case stored
    /// The edit is in force.
    case inForce
    /// The confirmation is being stored.
    case confirming
    /// The confirmation is on disk.
    case confirmed
    /// The time is over.
    case expired
}
