import Files
import Model
import Series

/// The index of all series, in `series/index.json` in the state directory.
struct SeriesStore: Sendable {
    private let store: JSONStore<Contents>

    /// The file's form.
    private struct Contents: Codable {
        var series: [Entry]
    }

    /// An entry of the index, with the identities as text.
    private struct Entry: Codable {
        var id: String
        var name: String
        var place: String
        /// The layout; nil: that of the entry above.
        var layout: UInt8?
        var left: Int64?
        var parts: [Entry]?
    }

    /// Creates a store in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore(
            "index", in: directory, title: "index of the series", limit: 256 << 20)
    }

    /// Whether the file exists.
    var exists: Bool { isThere(store.path) }

    /// Returns the index; empty: there is none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    func load() throws(HostFailure) -> SeriesIndex {
        let contents = try store.load(
            remedy: "series of renamed subjects begin anew; the others continue")
        return SeriesIndex((contents?.series ?? []).compactMap { Self.entry($0, in: nil) })
    }

    private static func entry(_ stored: Entry, in layout: SeriesLayout?) -> SeriesEntry? {
        guard let id = SeriesID(text: stored.id),
            let layout = stored.layout.flatMap({ SeriesLayout(rawValue: $0) }) ?? layout
        else { return nil }
        return SeriesEntry(
            id: id, name: stored.name, place: stored.place, layout: layout, left: stored.left,
            parts: (stored.parts ?? []).compactMap { entry($0, in: layout) })
    }

    /// Replaces the file atomically.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    func save(_ index: SeriesIndex) throws(HostFailure) {
        try store.save(Contents(series: index.entries.map { Self.stored($0, isPart: false) }))
    }

    private static func stored(_ entry: SeriesEntry, isPart: Bool) -> Entry {
        Entry(
            id: entry.id.text, name: entry.name, place: entry.place,
            layout: isPart ? nil : entry.layout.rawValue, left: entry.left,
            parts: entry.parts.isEmpty ? nil : entry.parts.map { stored($0, isPart: true) })
    }
}
