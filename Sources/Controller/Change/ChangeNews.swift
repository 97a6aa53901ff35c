import Model

/// News about edits for the loop.
enum ChangeNews: Sendable {
    /// The document has to be looked at; whether it has to be read even if it is unchanged.
    case look(isForced: Bool)
    /// An event.
    case event(Event.Kind, String)
}
