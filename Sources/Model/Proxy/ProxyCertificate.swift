/// A certificate file that a listener loads.
public struct ProxyCertificate: Sendable, Hashable {
    /// Its path, as the configuration has it.
    public var file: String
    /// SHA-1 of the certificate in DER: 40 capital hexadecimal digits.
    public var fingerprint: String
    /// Certificate, chain and key in PEM.
    public var pem: String

    /// This certificate.
    public init(file: String, fingerprint: String, pem: String) {
        self.file = file
        self.fingerprint = fingerprint
        self.pem = pem
    }
}

// The text has the key, so nothing that prints a certificate may show it.
extension ProxyCertificate: CustomStringConvertible, CustomReflectable {
    /// Its file and its fingerprint.
    public var description: String { "\(file) \(fingerprint)" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
