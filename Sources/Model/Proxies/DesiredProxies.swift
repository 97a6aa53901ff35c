/// The desired state of HAProxy's worker: one frame, and one list of server values.
///
/// Both are made once for each document. A change of values patches the list.
public struct DesiredProxies: Sendable, Hashable {
    /// Everything that only a reload changes.
    public var frame: ProxyFrame
    /// Servers, in the order of the document.
    ///
    /// **Shape:** unique by section and name.
    public var servers: [BackendServer]
    /// Certificates that listeners load by name.
    public var certificates: [ProxyCertificate]
    /// Servers that get no connections at their endpoint before a check has passed there, each as
    /// `BACKEND/SERVER`.
    public var unproven: Set<String>

    /// These proxies.
    public init(
        frame: ProxyFrame, servers: [BackendServer] = [], certificates: [ProxyCertificate] = [],
        unproven: Set<String> = []
    ) {
        self.frame = frame
        self.servers = servers
        self.certificates = certificates
        self.unproven = unproven
    }
}

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
