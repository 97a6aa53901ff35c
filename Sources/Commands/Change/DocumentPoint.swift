import ArgumentParser
import Controller
import Document
import Model

/// A text of the document on the command line: the number of a generation, `current` or `file`.
enum DocumentPoint: ExpressibleByArgument, CustomStringConvertible {
    /// A generation.
    case number(Int)
    /// The generation in force.
    case current
    /// The file.
    case file

    init?(argument: String) {
        switch argument {
        case "current": self = .current
        case "file": self = .file
        default:
            guard let number = Int(argument), number > 0 else { return nil }
            self = .number(number)
        }
    }

    var description: String {
        switch self {
        case .number(let number): "generation \(number)"
        case .current: "current"
        case .file: "file"
        }
    }

    /// Returns the text.
    ///
    /// **Errors:** `HostFailure` or `FileFailure`: there is none, or it can't be read.
    func text(in history: GenerationStore, of path: String) throws -> [UInt8] {
        switch self {
        case .number(let number): return try history.text(of: number)
        case .file: return try DocumentFile(path: path).read(regularOnly: true)
        case .current:
            guard let current = history.current else {
                throw HostFailure(
                    operation: "read the generation in force", reason: "there is none")
            }
            return try history.text(of: current.number)
        }
    }
}
