import Glibc
import NIOCore
import NIOSSL

/// TLS failures in words, without a library's own names and source locations.
enum TLSWords {
    /// BoringSSL's words for a reason, and their meaning to an operator.
    private static let meanings = [
        "CERTIFICATE_VERIFY_FAILED":
            "a certificate that can't be verified: over, self-signed, or of an unknown issuer",
        "WRONG_VERSION_NUMBER": "no TLS: something else is spoken there",
        "HTTP_REQUEST": "no TLS: HTTP is spoken there",
        "HTTPS_PROXY_REQUEST": "no TLS: HTTP is spoken there",
        "SSLV3_ALERT_HANDSHAKE_FAILURE":
            "a refused handshake: no version or cipher in common, or no such name",
        "TLSV1_ALERT_PROTOCOL_VERSION": "a refused handshake: no version of TLS in common",
        "UNSUPPORTED_PROTOCOL": "no version of TLS in common",
        "TLSV1_UNRECOGNIZED_NAME": "a refused handshake: the server does not know this name",
        "TLSV1_ALERT_UNKNOWN_CA": "a refused handshake: the server wants a certificate of a client",
        "TLSV1_CERTIFICATE_REQUIRED":
            "a refused handshake: the server wants a certificate of a client",
        "NO_APPLICATION_PROTOCOL": "a refused handshake: no protocol in common (ALPN)",
    ]

    /// The failure, safe to print.
    static func text(_ error: any Error) -> String {
        if let error = error as? IOError {
            return SocketFailure(number: error.errnoCode).reason
        }
        if let error = error as? NIOSSLExtraError {
            return error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch
                ? "a certificate for another name" : "a name that TLS can't ask for"
        }
        if let error = error as? BoringSSLError { return text(error) }
        guard let error = error as? NIOSSLError else {
            return Printable.text("\(error)".utf8)
        }
        switch error {
        case .handshakeFailed(let cause), .shutdownFailed(let cause): return text(cause)
        case .noCertificateToValidate: return "no certificate"
        case .unableToValidateCertificate: return "a certificate for another name"
        case .uncleanShutdown: return "a closed connection, without TLS's goodbye"
        default: return "a failure of TLS"
        }
    }

    private static func text(_ error: BoringSSLError) -> String {
        switch error {
        case .sslError(let stack), .unknownError(let stack):
            return stack.first.map { reason("\($0)") } ?? "a failure of TLS"
        case .invalidSNIName: return "a name that TLS can't ask for"
        case .zeroReturn, .syscallError: return "a closed connection"
        default: return "a failure of TLS"
        }
    }

    /// The reason in `Error: 268435581 error:1000007d:SSL routines:OPENSSL_internal:REASON at
    /// FILE:LINE`.
    static func reason(_ text: String) -> String {
        let fields = text.split(separator: ":")
        guard fields.count > 5 else {
            return text.contains("EOF") ? "a closed connection" : "a failure of TLS"
        }
        let reason = String(fields[5].prefix { $0 != " " })
        if let meaning = meanings[reason] { return meaning }
        return Printable.text(
            String(reason.lowercased().map { $0 == "_" ? " " : $0 }).utf8)
    }
}
