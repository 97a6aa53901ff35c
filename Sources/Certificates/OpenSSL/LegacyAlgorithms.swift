internal import COpenSSL

/// Old algorithms that OpenSSL 3 provides separately: RC2, single DES.
///
/// **Source:** `OSSL_PROVIDER-legacy(7)`. They are only loaded while data encrypted with them is
/// read, and never for a connection.
enum LegacyAlgorithms {
    /// Runs the work; if an algorithm was missing, runs it again with the legacy provider.
    ///
    /// - Parameter work: returns nil when it fails, with the reasons in OpenSSL's queue.
    ///
    /// **Errors:** the reasons; a missing provider.
    static func lent<Result>(
        to operation: String, _ work: () -> Result?
    ) throws(CertificateFailure) -> Result {
        if let result = work() { return result }
        let queue = ErrorQueue()
        guard queue.lacksAlgorithm else { throw CertificateFailure(operation, queue.summary) }
        guard let provider = OSSL_PROVIDER_try_load(nil, "legacy", 1) else {
            _ = ErrorQueue()
            throw CertificateFailure(
                operation, "it is encrypted with an old algorithm: \(queue.summary)",
                hint:
                    "OpenSSL's legacy provider is missing (legacy.so; on newer Debian the package "
                    + "openssl-provider-legacy); or encrypt the file anew with AES")
        }
        defer { OSSL_PROVIDER_unload(provider) }
        if let result = work() { return result }
        throw .noted(operation)
    }
}
