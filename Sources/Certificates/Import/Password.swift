internal import COpenSSL

/// A password for OpenSSL's callback, which records whether OpenSSL requested it.
final class Password {
    private let secret: SecretBytes?
    private(set) var wasAsked = false

    init(_ secret: SecretBytes?) {
        self.secret = secret
    }

    /// The callback for OpenSSL, with this object as its last argument.
    ///
    /// **Source:** `pem_password_cb(3)`.
    static let callback:
        @convention(c) (
            UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
        ) -> Int32 = { buffer, size, _, context in
            guard let buffer, let context else { return -1 }
            let password = Unmanaged<Password>.fromOpaque(context).takeUnretainedValue()
            password.wasAsked = true
            guard let secret = password.secret else { return -1 }
            return secret.withBytes { bytes in
                guard bytes.count <= Int(size) else { return -1 }
                UnsafeMutableRawBufferPointer(start: buffer, count: Int(size)).copyMemory(
                    from: bytes)
                return Int32(bytes.count)
            }
        }

    /// Lends the pointer that the callback expects.
    func withContext<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        defer { extendLifetime(self) }
        return body(Unmanaged.passUnretained(self).toOpaque())
    }

    /// Explains a failure after the password was requested.
    func explaining(_ failure: CertificateFailure) -> CertificateFailure {
        guard wasAsked else { return failure }
        return secret == nil
            ? .locked(failure.operation)
            : CertificateFailure(
                failure.operation, "the password is wrong (\(failure.reason))", hint: failure.hint)
    }

    /// Lends the password as C text; a null pointer for a missing one.
    func withText<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        guard let secret else { return body(nil) }
        let terminated = SecretBytes(capacity: secret.count + 1) { memory in
            memory.initializeMemory(as: UInt8.self, repeating: 0)
            secret.withBytes { memory.copyMemory(from: $0) }
            return memory.count
        }
        return terminated.withBytes { body($0.bindMemory(to: CChar.self).baseAddress) }
    }

    /// Whether there is no password.
    var isMissing: Bool { secret == nil }
}

extension CertificateFailure {
    static func locked(_ operation: String) -> CertificateFailure {
        CertificateFailure(
            operation, "it is encrypted and there is no password", needsPassword: true)
    }
}
