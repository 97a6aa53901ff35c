/// Removes secrets from texts of a server, which may echo them.
///
/// Redis, for example, repeats the words of an unknown command.
struct Confidence: Sendable {
    private let secrets: [[UInt8]]

    /// Protects these secrets, also in their encoding for AUTH PLAIN.
    init(_ secrets: [String?]) {
        self.secrets = secrets.compactMap(\.self).filter { !$0.isEmpty }.map { Array($0.utf8) }
    }

    /// The printable bytes, without secrets.
    func text(_ bytes: some Sequence<UInt8>) -> String {
        Printable.text(cleared(Array(bytes)).prefix(120))
    }

    /// The bytes without secrets.
    func cleared(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        var result: [UInt8] = []
        while let first = rest.first {
            if let secret = secrets.first(where: { rest.starts(with: $0) }) {
                result += "(secret)".utf8
                rest = rest.dropFirst(secret.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
