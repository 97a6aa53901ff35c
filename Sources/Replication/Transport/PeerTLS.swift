import NIOCore
import NIOSSL

/// The settings of TLS between nodes.
///
/// Both sides have a certificate of their own on P-256. Its fingerprint alone counts: names, dates
/// and issuers are not used.
enum PeerTLS {
    /// Creates the settings of a server, which accepts any certificate: the fingerprint decides
    /// later which requests are answered.
    static func server(_ identity: PeerIdentity) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(identity.certificate)],
            privateKey: .privateKey(identity.key))
        restrict(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }

    /// Creates the settings of a client.
    static func client(_ identity: PeerIdentity) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateChain = [.certificate(identity.certificate)]
        configuration.privateKey = .privateKey(identity.key)
        restrict(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }

    /// Creates the handler of an accepted connection.
    static func serverHandler(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context) { _, verdict in
            verdict.succeed(.certificateVerified)
        }
    }

    /// Creates the handler of a connection to the node with this fingerprint.
    ///
    /// - Parameter seen: called with the fingerprint of the server.
    static func clientHandler(
        _ context: NIOSSLContext, expecting fingerprint: Fingerprint,
        seen: @escaping @Sendable (Fingerprint) -> Void
    ) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context, serverHostname: nil,
            customVerificationCallback: { certificates, verdict in
                guard let der = try? certificates.first?.toDERBytes() else {
                    return verdict.succeed(.failed)
                }
                let found = Fingerprint(certificate: der)
                seen(found)
                verdict.succeed(found == fingerprint ? .certificateVerified : .failed)
            })
    }

    private static func restrict(_ configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.verifySignatureAlgorithms = [.ecdsaSecp256R1Sha256]
        configuration.signingSignatureAlgorithms = [.ecdsaSecp256R1Sha256]
        configuration.applicationProtocols = ["http/1.1"]
        // A host that does not end TLS in order is cut off.
        configuration.shutdownTimeout = .milliseconds(500)
    }
}
