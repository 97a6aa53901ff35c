import Document
import Files
import Glibc
import Model

/// The removal of secrets from texts of a support archive.
struct Redaction: Sendable {
    /// The known secrets, the longest first.
    private let values: [String]

    /// Words after which the rest of a line may be a secret.
    private static let words = [
        "password ", "password:", "password=", "passwd ", "passphrase ", "passphrase:",
        "authorization ", "authorization:", "bearer ", "stats auth ", "community ", "rocommunity ",
        "secret=", "secret:", "token=", "token:",
    ]

    /// - Parameter values: the known secrets.
    init(_ values: Set<String>) {
        self.values = Set(values.flatMap { Self.parts(of: $0) }.flatMap(Self.written))
            .filter { $0.utf8.count >= RedactedDocument.leastLength }
            .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    /// Returns a text, and its forms in JSON.
    private static func written(_ value: String) -> [String] {
        let text = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return [value, text, text.replacing("/", with: "\\/")]
    }

    /// Returns a removed text, and the values in it: a line below a secret may have more keys.
    private static func parts(of value: String) -> [String] {
        guard let place = value.firstRange(of: ": ") else { return [value] }
        let rest = value[place.upperBound...].prefix { $0 != "," && $0 != "}" }
        let plain = rest.filter { $0 != "\"" && $0 != "'" }
        let words = plain.split(separator: " ").filter { !$0.hasPrefix("&") }
        return [value, String(rest), words.joined(separator: " ")]
            + parts(of: String(value[place.upperBound...]))
    }

    /// Returns the text without known secrets, private keys, hashes, tokens and passwords of URLs.
    ///
    /// - Parameter cutsLines: whether a line also ends after a word such as `password`.
    func redacted(_ text: String, cutsLines: Bool) -> String {
        var text = text
        for value in values where text.contains(value) {
            text = text.replacing(value, with: "***")
        }
        var isKey = false
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("PRIVATE KEY-----") {
                isKey = line.contains("BEGIN") && !line.contains("-----END")
                lines.append("*** private key ***")
                continue
            }
            if isKey { continue }
            var line = String(line)
            for start in ["$argon2", "ballast_"] {
                line = Self.without(start, of: start == "ballast_" ? 30 : 0, in: line)
            }
            line = Self.withoutPasswords(line)
            lines.append(cutsLines ? Self.cut(line) : line)
        }
        return lines.joined(separator: "\n")
    }

    /// Replaces words that begin so and are longer: hashes and tokens.
    private static func without(_ start: String, of least: Int, in line: String) -> String {
        var rest = line[...]
        var text = ""
        while let place = rest.firstRange(of: start) {
            text += rest[..<place.lowerBound]
            let word = rest[place.lowerBound...].prefix {
                !$0.isWhitespace && $0 != "\"" && $0 != "'" && $0 != "{"
            }
            text += word.count > max(least, start.count) ? "***" : String(word)
            rest = rest[word.endIndex...]
        }
        return text + rest
    }

    /// Replaces `user:password` before the host of a URL.
    private static func withoutPasswords(_ line: String) -> String {
        var rest = line[...]
        var text = ""
        while let place = rest.firstRange(of: "://") {
            text += rest[..<place.upperBound]
            rest = rest[place.upperBound...]
            let host = rest.prefix { !$0.isWhitespace && $0 != "/" && $0 != "\"" && $0 != "'" }
            guard let at = host.lastIndex(of: "@") else { continue }
            text += "***"
            rest = rest[at...]
        }
        return text + rest
    }

    private static func cut(_ line: String) -> String {
        let lower = line.lowercased()
        guard lower.count == line.count,
            let end = words.compactMap({ lower.firstRange(of: $0)?.upperBound }).min()
        else { return line }
        let kept = lower.distance(from: lower.startIndex, to: end)
        return kept == line.count ? line : line.prefix(kept) + " ***"
    }
}
