/// The name of a certificate and its file.
package struct CertificateName: Sendable, Hashable {
    /// The text.
    package let text: String

    /// **Shape:** 1 to 200 letters, digits, `-`, `_` and `.`, not beginning with `.` or `-`.
    package init?(argument: String) {
        let bytes = argument.utf8
        guard (1...200).contains(bytes.count), !argument.hasPrefix("."), !argument.hasPrefix("-"),
            bytes.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte) || "-_.".utf8.contains(byte)
            })
        else { return nil }
        text = argument
    }
}
