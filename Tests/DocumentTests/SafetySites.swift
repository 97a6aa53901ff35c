@testable import Document

extension ObjectSite {
    /// The objects of the protection from harmful edits.
    static let safety: [ObjectSite] = [
        ObjectSite(
            table: SafetyFields.table, before: "version: 1\nsafety: ", after: "\n", path: "safety.")
    ]
}
