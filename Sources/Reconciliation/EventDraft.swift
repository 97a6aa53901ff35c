import Model

/// An event without its time and number.
struct EventDraft: Sendable, Equatable {
    var kind: Event.Kind
    var message: String
    var details: [String] = []

    init(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        self.kind = kind
        self.message = message
        self.details = details
    }
}
