import Foundation

/// A file of a test's own, gone when the test is.
package final class Scratch {
    package let path: String

    /// A file with this text in a directory of its own.
    package init(_ text: String = "", name: String = "ballast.yaml") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        try write(text)
    }

    deinit {
        // The system clears the temporary directory later.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The directory that holds the file, and nothing else.
    package var folder: String { URL(filePath: path).deletingLastPathComponent().path }

    package func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    package func text() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    package func handle() throws -> FileHandle {
        try FileHandle(forWritingTo: URL(filePath: path))
    }
}
