import Model

/// A document that was in force: its difference from the one before and from the present one.
struct VersionPage: Sendable {
    private let version: PageVersion
    private let edit: [String]
    private let back: [String]
    private let now: Int64

    /// - Parameters:
    ///   - edit: the lines of its difference from the one before.
    ///   - back: the lines of the difference of the file, if it is brought back.
    init(_ version: PageVersion, edit: [String], back: [String], now: Int64) {
        self.version = version
        self.edit = edit
        self.back = back
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Generation \(version.number)", entry: .history,
            content: """
                <p><a href="/history">History</a></p>
                <h1>Generation \(version.number)</h1>
                <dl class="facts">
                <dt>Accepted</dt><dd><time datetime="\(PageTime.standard(version.time))">\
                \(PageTime.standard(version.time))</time>, \
                \(PageTime.age(of: version.time, at: now)) \
                ago</dd>
                <dt>Author</dt><dd>\(version.author)</dd>
                <dt>Reason</dt><dd>\(version.message ?? "none was given")</dd>
                <dt>Result</dt><dd>\(version.result)</dd>
                </dl>
                <h2>This edit</h2>
                \(DifferenceText(edit, name: "This edit").html)
                \(rollback)
                """)
    }

    private var rollback: HTML {
        guard !back.isEmpty else { return "<p>The file has this text.</p>" }
        return """
            <h2>Roll back to it</h2>
            <p>The file would change so:</p>
            \(DifferenceText(back, name: "The change of the file").html)
            <form class="actions" action="/history/\(version.number)" method="post">\
            \(proof: .session)
            <p><label for="why">Reason, for the history</label>
            <input id="why" name="message" maxlength="500" autocomplete="off"></p>
            <button>Roll back to generation \(version.number)</button>
            </form>
            """
    }
}
