/// The series of all subjects, which keep their histories when subjects are renamed or moved.
///
/// A pure state machine. A subject of another document is the same one if it has, in this order,
/// the same name and place; the same name; the same place, if the former name left with this
/// document.
public struct SeriesIndex: Sendable, Hashable {
    /// The series of services and proxies, with those of their servers.
    public private(set) var entries: [SeriesEntry]

    /// The time for which the series of a subject that left the document are kept.
    ///
    /// **Unit:** milliseconds; 30 days.
    public static let retention: Int64 = 30 * 86_400_000

    /// The series of the whole node.
    public static let node = SeriesID(of: "node")

    /// Creates an index with these entries.
    public init(_ entries: [SeriesEntry] = []) {
        self.entries = entries
    }

    /// The number of series.
    public var count: Int { entries.reduce(1) { $0 + $1.count } }

    /// Follows another document; false: nothing has changed.
    ///
    /// - Parameter now: milliseconds since 1970.
    public mutating func follow(_ subjects: [SeriesSubject], at now: Int64) -> Bool {
        let former = entries
        var names = SeriesNames(self)
        Self.match(&entries, with: subjects, above: nil, at: now, &names)
        return entries != former
    }

    /// Removes the series whose subjects left long ago, and returns their identities.
    ///
    /// - Parameter now: milliseconds since 1970.
    public mutating func expire(at now: Int64) -> [SeriesID] {
        var expired: [SeriesID] = []
        func isOver(_ entry: SeriesEntry) -> Bool {
            guard let left = entry.left, now - left > Self.retention else { return false }
            expired += [entry.id] + entry.parts.map(\.id)
            return true
        }
        entries.removeAll(where: isOver)
        for place in entries.indices where entries[place].parts.contains(where: { $0.left != nil })
        {
            entries[place].parts.removeAll(where: isOver)
        }
        return expired
    }

    /// Returns the entry of the service or proxy with this name; nil: there is none.
    ///
    /// A subject of the document precedes one that left.
    public func entry(named name: String) -> SeriesEntry? {
        let named = entries.filter { $0.name == name }
        return named.first { $0.left == nil } ?? named.max { $0.left ?? 0 < $1.left ?? 0 }
    }

    private static func match(
        _ entries: inout [SeriesEntry], with subjects: [SeriesSubject], above: SeriesID?,
        at now: Int64, _ names: inout SeriesNames
    ) {
        var free = Set(entries.indices)
        var found = [Int?](repeating: nil, count: subjects.count)
        func find(
            _ isCandidate: (SeriesEntry) -> Bool = { _ in true },
            by key: (String, String, SeriesLayout) -> [String]
        ) {
            guard found.contains(nil), !free.isEmpty else { return }
            var places: [[String]: Int] = [:]
            // A present entry precedes one that left, and a later one an earlier one.
            for place in free.sorted(by: { entries[$0].rank < entries[$1].rank })
            where isCandidate(entries[place]) {
                let entry = entries[place]
                places[key(entry.name, entry.place, entry.layout)] = place
            }
            for (number, subject) in subjects.enumerated() where found[number] == nil {
                let key = key(subject.name, subject.place, subject.layout)
                guard let place = places.removeValue(forKey: key) else { continue }
                found[number] = place
                free.remove(place)
            }
        }
        find { name, place, layout in [name, place, "\(layout.rawValue)"] }
        find { name, _, layout in [name, "\(layout.rawValue)"] }
        find({ $0.left == nil }) { _, place, layout in [place, "\(layout.rawValue)"] }
        for place in free {
            entries[place].left = entries[place].left ?? now
            Self.match(&entries[place].parts, with: [], above: nil, at: now, &names)
        }
        for (number, subject) in subjects.enumerated() {
            let place: Int
            if let known = found[number] {
                place = known
                if entries[place].name != subject.name { entries[place].name = subject.name }
                if entries[place].place != subject.place { entries[place].place = subject.place }
                if entries[place].left != nil { entries[place].left = nil }
            } else {
                place = entries.count
                entries.append(
                    SeriesEntry(
                        id: names.make(for: subject, above: above), name: subject.name,
                        place: subject.place, layout: subject.layout))
            }
            let id = entries[place].id
            match(&entries[place].parts, with: subject.parts, above: id, at: now, &names)
        }
    }
}

extension SeriesEntry {
    /// The order in which entries are replaced as candidates: earlier ones first.
    fileprivate var rank: Int64 { left ?? .max }
}

/// The identities in use.
private struct SeriesNames {
    private let index: SeriesIndex
    private lazy var used = Set(index.entries.flatMap { [$0.id] + $0.parts.map(\.id) })
        .union([SeriesIndex.node])

    init(_ index: SeriesIndex) {
        self.index = index
    }

    /// Returns an unused identity, and uses it.
    mutating func make(for subject: SeriesSubject, above: SeriesID?) -> SeriesID {
        let name = "\(above?.text ?? "\(subject.layout.rawValue)")/\(subject.name)"
        var attempt = 0
        while true {
            let id = SeriesID(of: name, attempt: attempt)
            if used.insert(id).inserted { return id }
            attempt += 1
        }
    }
}
