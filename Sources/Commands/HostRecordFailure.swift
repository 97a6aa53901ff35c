import Document
import FoundationEssentials
import Glibc
import Model

/// The reason why a file is no record of a host, like a compiler's message.
struct HostRecordFailure: Error, CustomStringConvertible {
    /// The file.
    let file: String
    /// The key that is wrong: `services[2].servers[0].weight`; empty: all of the file.
    let key: String
    /// The reason.
    let reason: String
    /// The remedy.
    let hint: String

    /// The reason for a file of another kind.
    static let noRecord = "the file is no record of a host: it is no JSON object"

    /// `host.json: error: services[2].servers[0].weight: is not a whole number`.
    var description: String {
        "\(file == "-" ? "standard input" : file): error: " + (key.isEmpty ? "" : "\(key): ")
            + reason
    }

    /// A failure of the whole file.
    init(_ file: String, _ reason: String) {
        self.init(file, key: "", reason)
    }

    private init(_ file: String, key: String, _ reason: String, hint: String? = nil) {
        self.file = file
        self.key = key
        self.reason = reason
        self.hint =
            hint ?? "write the file with \"ballast observe --json\" on the host that is planned for"
    }

    /// The failure of a key.
    init(_ file: String, _ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            let missing = "the key `\(key.stringValue)` is missing"
            self.init(
                file, key: Self.text(context.codingPath),
                context.codingPath.isEmpty ? "the file is no record of a host: \(missing)" : missing
            )
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let isWhole = context.codingPath.isEmpty
            self.init(
                file, key: Self.text(context.codingPath),
                isWhole ? Self.noRecord : "the value must be \(Self.noun(type))")
        case .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else {
                self.init(
                    file, key: "", "the file is not complete JSON",
                    hint: "copy it again, or write it again with \"ballast observe --json\"")
                return
            }
            let key = Self.text(context.codingPath)
            self.init(
                file, key: key, context.debugDescription,
                hint: key == "version"
                    ? "use a ballast of the version that wrote the file" : nil)
        @unknown default:
            self.init(file, "\(error)")
        }
    }

    private static func text(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            let name = key.stringValue
            if let position = key.intValue {
                text += "[\(position)]"
            } else if name.allSatisfy({ $0.isLetter || $0 == "_" }) {
                text += text.isEmpty ? name : ".\(name)"
            } else {
                text += "[\"\(name)\"]"
            }
        }
    }

    private static func noun(_ type: any Any.Type) -> String {
        switch "\(type)" {
        case "String": "a text"
        case "Bool": "true or false"
        case let name where name.hasPrefix("Int") || name.hasPrefix("UInt"): "a whole number"
        case let name where name.hasPrefix("Array"): "a list"
        default: "an object"
        }
    }
}
