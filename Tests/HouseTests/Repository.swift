import Foundation
import Testing

/// The checkout that these tests belong to.
enum Repository {
    /// Its top folder.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A text file of the checkout.
    struct File: CustomTestStringConvertible, Sendable {
        /// Path from the top folder.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var testDescription: String { path }
    }

    /// The files below a folder whose names end so, sorted by path.
    static func files(under folder: String, ending: String) -> [File] {
        let base = root.appending(path: folder)
        let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        return (found?.allObjects ?? []).compactMap { $0 as? URL }
            .filter { $0.path.hasSuffix(ending) && !$0.path.contains("/.build/") }
            .compactMap { url in
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                return File(
                    path: String(url.path.dropFirst(root.path.count + 1)), text: text)
            }
            .sorted { $0.path < $1.path }
    }

    /// All Swift sources and tests.
    static let swift =
        files(under: "Sources", ending: ".swift")
        + files(under: "Tests", ending: ".swift")
}
