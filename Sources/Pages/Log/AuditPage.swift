import Admin
import Model

/// The audit log, newest first.
struct AuditPage: Sendable {
    private let entries: [AuditEntry]
    private let damaged: Int
    private let words: String
    private let now: Int64

    /// The most entries.
    static let limit = 500

    /// - Parameters:
    ///   - entries: newest last.
    ///   - damaged: the number of lines that can't be read.
    ///   - words: the words that are looked for; "": none.
    init(_ entries: [AuditEntry], damaged: Int, words: String, now: Int64) {
        self.entries = entries
        self.damaged = damaged
        self.words = words
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        let lost: HTML? =
            damaged == 0
            ? nil : "<p class=\"problem\">\(counted(damaged, "line")) can't be read.</p>"
        return PageBody(
            title: "Audit log", entry: .logs,
            content: """
                <p><a href="/logs">Logs</a></p>
                <h1>Audit log</h1>
                <form class="actions" action="/audit" method="get">
                <p><label for="words">With</label>
                <input id="words" name="find" type="search" value="\(words)" \
                placeholder="name, address, action"></p>
                <button>Show</button>
                </form>
                \(lost)
                <p class="quiet">The latest \(counted(entries.count, "entry", "entries")). \
                <code>ballast audit --last 1000</code> shows more.</p>
                <div class="scroll" tabindex="0" role="region" aria-label="Entries">
                <table>
                <thead><tr><th>Time</th><th>Author</th><th>Action</th><th>Result</th>\
                <th class="wide">Reason</th></tr></thead>
                <tbody>\(entries.reversed().map(row))</tbody>
                </table>
                </div>
                """)
    }

    /// Whether an entry has the words.
    static func has(_ words: String, _ entry: AuditEntry) -> Bool {
        let words = words.lowercased()
        return words.isEmpty
            || [entry.who.name, entry.who.from, entry.what, entry.why ?? "", entry.result.rawValue]
                .contains { $0.lowercased().contains(words) }
    }

    private func row(_ entry: AuditEntry) -> HTML {
        let state: HTML = entry.result == .done ? "good" : "odd"
        let sign = entry.result == .done ? "" : "! "
        let omitted = entry.omitted.map { "; \($0) similar before" } ?? ""
        let kind = entry.who.kind == .account ? "" : " (\(entry.who.kind.rawValue))"
        return """
            <tr data-state="\(state)"><td class="place"><time \
            datetime="\(PageTime.standard(entry.time))">\(PageTime.clock(entry.time, at: now))\
            </time></td><td>\(entry.who.name)\(kind)<br>\
            <span class="quiet">\(entry.who.from)</span></td>\
            <td class="text">\(entry.what)</td><td>\(sign)\(entry.result.rawValue)\(omitted)</td>\
            <td class="wide text">\(entry.why)</td></tr>

            """
    }
}
