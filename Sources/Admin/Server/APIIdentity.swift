import NIOCore
import NIOSSL

/// The certificate and key of the API, as TLS uses them.
public struct APIIdentity: Sendable {
    let context: NIOSSLContext

    /// The suites of TLS 1.2: forward secrecy, and authenticated encryption alone.
    ///
    /// Those of TLS 1.3 all have both.
    ///
    /// **Source:** RFC 9325 section 4.2.
    private static let suites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// Creates an identity of a file with a certificate, its chain and its key.
    ///
    /// - Parameter pem: the text of the file.
    ///
    /// **Errors:** BoringSSL's reasons; the file lacks a part, or the key is of another
    /// certificate.
    public init(pem: [UInt8]) throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(pem)
        let key = try NIOSSLPrivateKey(bytes: pem, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = Self.suites
        configuration.applicationProtocols = ["http/1.1"]
        // A client that does not end TLS in order is cut off.
        configuration.shutdownTimeout = .milliseconds(500)
        context = try NIOSSLContext(configuration: configuration)
    }
}
