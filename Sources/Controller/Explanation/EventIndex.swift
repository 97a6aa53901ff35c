import Model

/// The events with each word, so that the events of one subject are found without a look at all.
struct EventIndex: Sendable {
    /// The events, oldest first.
    let events: [Event]
    /// The positions of events, ascending, by their words.
    private var places: [Substring: [Int]] = [:]

    /// Creates the index of events.
    ///
    /// - Parameter events: oldest first.
    init(_ events: [Event]) {
        self.events = events
        for (position, event) in events.enumerated() {
            for text in event.details + [event.message] {
                for word in Self.words(of: text) { add(word, at: position) }
            }
        }
    }

    /// Adds a word, and the names in it: `shop` for `shop/web1`.
    private mutating func add(_ word: Substring, at position: Int) {
        note(word, at: position)
        for slash in word.indices where word[slash] == "/" { note(word[..<slash], at: position) }
    }

    private mutating func note(_ word: Substring, at position: Int) {
        if places[word]?.last != position { places[word, default: []].append(position) }
    }

    /// Returns the words of a text.
    static func words(of text: String) -> [Substring] { text.split { " ,:;()".contains($0) } }

    /// Returns the latest events that can be about a subject, oldest first.
    ///
    /// - Parameter key: that of the service of this name; nil: there is none.
    func candidates(for subject: ExplainedSubject, _ key: ServiceKey?) -> [Event] {
        var found = Set(places[subject.description[...]] ?? [])
        found.formUnion(places[subject.service[...]] ?? [])
        if let key {
            // The first and the last word of a key can be parts of longer ones.
            let inner = Self.words(of: key.description).dropFirst().dropLast()
            guard let word = inner.first ?? nil else { return events }
            found.formUnion(places[word] ?? [])
        }
        return found.sorted().map { events[$0] }
    }
}
