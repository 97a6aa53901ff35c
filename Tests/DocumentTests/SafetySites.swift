@testable import Document

extension ObjectSite {
    /// The objects of the protection from harmful edits.
    static let safety: [ObjectSite] = [
        ObjectSite(
            table: SafetyFields.table, before: "version: 1\nsafety: ", after: "\n",
            path: "safety."),
        ObjectSite(
            table: ChangeWindowFields.table, before: "version: 1\nsafety: {windows: [",
            after: "]}\n", path: "safety.windows[0]."),
    ]
}
