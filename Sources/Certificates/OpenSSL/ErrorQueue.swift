internal import COpenSSL

/// The errors that OpenSSL has recorded on this thread since its queue was last emptied.
///
/// **Source:** `ERR_get_error(3)`.
struct ErrorQueue {
    /// Each error once, oldest first.
    private(set) var reasons: [String] = []
    /// Whether an algorithm is missing from the loaded providers.
    private(set) var lacksAlgorithm = false

    /// Empties the queue, so that the next failure has only its own reasons.
    init() {
        var text: UnsafePointer<CChar>?
        var flags: Int32 = 0
        while true {
            let code = ERR_get_error_all(nil, nil, nil, &text, &flags)
            guard code != 0 else { break }
            if ballast_is_unsupported(code) == 1 { lacksAlgorithm = true }
            var reason =
                ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
            if flags & ERR_TXT_STRING != 0, let text, text.pointee != 0 {
                reason += " (\(String(cString: text)))"
            }
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    /// The reasons in one line.
    var summary: String {
        reasons.isEmpty ? "OpenSSL gives no reason" : reasons.joined(separator: "; ")
    }
}

extension CertificateFailure {
    /// The failure of the last call; empties the error queue.
    static func noted(_ operation: String) -> CertificateFailure {
        CertificateFailure(operation, ErrorQueue().summary)
    }
}

/// Throws unless the result means success.
func require(_ result: Int32, _ operation: String) throws(CertificateFailure) {
    if result <= 0 { throw .noted(operation) }
}
