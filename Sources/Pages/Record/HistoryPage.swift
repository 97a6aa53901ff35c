import Admin
import Model

/// The documents that were in force, newest first.
struct HistoryPage: Sendable {
    private let versions: [PageVersion]
    private let group: AccountGroup
    private let now: Int64

    /// - Parameters:
    ///   - versions: newest first.
    ///   - group: the rights of the viewers.
    init(_ versions: [PageVersion], for group: AccountGroup, now: Int64) {
        self.versions = versions
        self.group = group
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        let none: HTML = versions.isEmpty ? "<p>No document was in force yet.</p>" : ""
        return PageBody(
            title: "History", entry: .history,
            content: """
                <h1>History</h1>
                <p>The documents that were in force on this node, newest first.</p>
                \(none)
                <div class="scroll" tabindex="0" role="region" aria-label="Documents">
                <table>
                <thead><tr><th class="number">Number</th><th>Time</th><th class="wide">Author</th>\
                <th>Result</th><th>Reason</th></tr></thead>
                <tbody>\(versions.map(row))</tbody>
                </table>
                </div>
                """)
    }

    private func row(_ version: PageVersion) -> HTML {
        let number: HTML =
            group >= .configuration
            ? "<a href=\"/history/\(version.number)\">\(version.number)</a>" : "\(version.number)"
        let state: HTML = version.isFailed ? "odd" : "good"
        let mark: HTML? = version.isCurrent ? "<b>in force</b>; " : nil
        let sign: HTML? = version.isFailed ? "! " : nil
        return """
            <tr data-state="\(state)"><td class="number">\(number)</td>\
            <td><time datetime="\(PageTime.standard(version.time))">\
            \(PageTime.clock(version.time, at: now))</time></td>\
            <td class="wide">\(version.author)</td><td>\(sign)\(mark)\(version.result)</td>\
            <td class="text">\(version.message)</td></tr>

            """
    }
}
