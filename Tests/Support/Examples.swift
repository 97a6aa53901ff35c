import Foundation

/// The examples and schemas of this checkout.
package enum Examples {
    /// The folder of the examples.
    package static let folder = root.appending(path: "examples")

    /// The folder of the schemas.
    package static let schemas = root.appending(path: "schema")

    /// The names of the examples.
    package static let cases =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { FileManager.default.fileExists(atPath: "\(folder.path)/\($0)/ballast.yaml") }
        .sorted()

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
