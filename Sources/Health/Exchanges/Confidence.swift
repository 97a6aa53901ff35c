/// What must not be shown, although a server may say it back.
///
/// Redis, for one, repeats the words of a command that it does not know.
struct Confidence: Sendable {
    private let secrets: [[UInt8]]

    /// Keeps these to itself, as they are and in the way of AUTH PLAIN.
    init(_ secrets: [String?]) {
        self.secrets = secrets.compactMap(\.self).filter { !$0.isEmpty }.map { Array($0.utf8) }
    }

    /// The bytes as they may be shown.
    func text(_ bytes: some Sequence<UInt8>) -> String {
        Printable.text(cleared(Array(bytes)).prefix(120))
    }

    /// The bytes without what must not be shown.
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
