// A key is in these: nothing that prints them shows it.

extension WantedCertificate: CustomStringConvertible, CustomReflectable {
    /// Its file and its fingerprint.
    public var description: String { "\(file) \(fingerprint)" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RuntimeCommand: CustomReflectable {
    /// Nothing: a command that sets a certificate has its key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
