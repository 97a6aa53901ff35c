import NIOSSL

/// The contexts of TLS, one for each way to speak it: to read the trusted issuers costs far more
/// than a check.
actor TLSContexts {
    /// The process has one set of them.
    static let shared = TLSContexts()

    /// Ways to speak, at most; beyond that all are forgotten and made again.
    private static let limit = 256

    private struct Key: Hashable {
        let verify: Bool
        let authorities: String?
    }

    private var contexts: [Key: NIOSSLContext] = [:]

    /// The context for these settings.
    ///
    /// **Errors:** the file of the issuers can't be read.
    func context(for settings: TLSSettings) throws -> NIOSSLContext {
        let key = Key(verify: settings.verify, authorities: settings.authorities)
        if let known = contexts[key] { return known }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = settings.verify ? .fullVerification : .none
        if settings.verify, let file = settings.authorities {
            configuration.trustRoots = .file(file)
        } else if !settings.verify {
            configuration.trustRoots = .certificates([])
        }
        configuration.applicationProtocols = ["http/1.1"]
        if contexts.count >= Self.limit { contexts = [:] }
        let context = try NIOSSLContext(configuration: configuration)
        contexts[key] = context
        return context
    }

    /// Forgets all, so that a changed file of issuers is read again.
    func forget() {
        contexts = [:]
    }
}
