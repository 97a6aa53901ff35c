import Files
import Model
import Series

/// The events that graphs mark, in `series/marks.json` in the state directory: the list of the
/// controller is shorter than a year.
struct SeriesMarks: Sendable {
    private let store: JSONStore<Contents>
    /// The marks, oldest first.
    private(set) var marks: [SeriesMark] = []
    /// The number of the latest event that was looked at.
    private var latest = 0
    /// The time of the latest save, in milliseconds since 1970.
    private var saved: Int64 = 0
    private var isChanged = false

    /// The most marks.
    private static let limit = 2000
    /// The least time between two saves, in milliseconds.
    private static let period: Int64 = 60_000
    /// The most characters of a mark.
    private static let longest = 300

    /// The file's form.
    private struct Contents: Codable {
        var marks: [SeriesMark]
    }

    /// The marks of this directory.
    init(directory: String) {
        store = JSONStore("marks", in: directory, title: "marks of the graphs")
    }

    /// Reads the file; without it, or if it is damaged, there are no marks.
    mutating func load() {
        // A damaged file is set aside, and graphs without marks are still right.
        marks = (try? store.load(remedy: "the graphs have no earlier marks"))?.marks ?? []
    }

    /// Adds the marks of events, and saves them now and then.
    ///
    /// - Parameters:
    ///   - events: the latest events, oldest first.
    ///   - now: milliseconds since 1970.
    mutating func follow(_ events: [Event], at now: Int64) {
        for event in events {
            guard let number = event.number, number > latest else { continue }
            latest = number
            guard let kind = SeriesMark.Kind(event.kind) else { continue }
            let text = ([event.message] + event.details).joined(separator: "\n")
            marks.append(
                SeriesMark(
                    time: event.time, kind: kind, text: String(text.prefix(Self.longest))))
            isChanged = true
        }
        if marks.count > Self.limit { marks.removeFirst(marks.count - Self.limit) }
        guard now - saved >= Self.period || now < saved else { return }
        saved = now
        save()
    }

    /// Saves the marks that are not in the file.
    mutating func save() {
        guard isChanged else { return }
        // The next save has these marks too; the index reports a disk that is full.
        isChanged = (try? store.save(Contents(marks: marks))) == nil
    }

    /// Returns the marks of a subject in a range that ends now.
    ///
    /// - Parameter now: seconds since 1970.
    func marks(of query: SeriesQuery, until now: Int) -> [SeriesMark] {
        let start = Int64(now - query.range.span) * 1000
        return marks.filter { $0.time > start && $0.concerns(query.name, query.part) }
    }
}

extension SeriesMark.Kind {
    /// The mark of an event; nil: none.
    init?(_ event: Event.Kind) {
        switch event {
        case .role: self = .failover
        case .down: self = .down
        case .applied: self = .apply
        case .accepted, .rejected, .unreadable, .drift, .failed, .recovered, .drained, .empty, .cut,
            .up, .untold, .quorumLost, .quorumRegained, .certificate, .renewed, .worker, .watcher,
            .replicated, .replication, .peer, .reverted, .pending:
            return nil
        }
    }
}
