/// The reply to `show ssl cert`: the files that a worker has loaded.
///
/// **Source:** HAProxy's management manual, 9.3, "show ssl cert".
public struct CertificateList: Sendable, Hashable {
    /// The names of the files.
    public let files: [String]
    /// The names of files with uncommitted contents.
    public let transactions: [String]

    /// Parses the reply.
    public init(_ text: String) {
        var files: [String] = []
        var transactions: [String] = []
        for line in RuntimeText.lines(text) where !line.hasPrefix("#") {
            if line.hasPrefix("*") {
                transactions.append(String(line.dropFirst()))
            } else {
                files.append(String(line))
            }
        }
        self.files = files
        self.transactions = transactions
    }

    /// Returns the SHA-1 fingerprint in the reply to `show ssl cert FILE`: 40 upper-case hex
    /// digits.
    public static func fingerprint(_ text: String) -> String? {
        guard let value = RuntimeText.pairs(text)["SHA1 FingerPrint"], value.utf8.count == 40,
            value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0) })
        else { return nil }
        return value
    }
}
