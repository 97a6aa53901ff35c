import Dispatch
import Files
import Model
import NIOSSL

/// A cache of TLS contexts, one per combination of settings: reading the trusted authorities costs
/// far more than a check.
///
/// Files are read on separate threads, one per context at a time: a file system that does not
/// answer delays only the checks that need its file, until their deadline.
actor TLSContexts {
    /// The instance of the process.
    static let shared = TLSContexts()

    /// Maximum number of contexts; beyond that all are dropped and created again.
    private static let limit = 256

    private struct Key: Hashable {
        let verify: Bool
        let authorities: String?
        let protocols: [String]
    }

    private struct Known {
        let context: NIOSSLContext
        let stamp: AuthorityFile.Stamp?
    }

    private typealias Waiter = AsyncThrowingStream<NIOSSLContext, any Error>.Continuation

    /// The directory and the trusted owners of authority files.
    private var files = DocumentFiles()
    private var contexts: [Key: Known] = [:]
    /// Checks that wait for a context under construction.
    private var waiting: [Key: [Waiter]] = [:]

    /// Uses the directory of this document for authority files, and trusts its owner.
    func use(filesOf document: String) {
        let directory = document.lastIndex(of: "/").map { String(document[..<$0]) } ?? "."
        files = DocumentFiles(directory: directory, users: TrustedUsers(ownerOf: document))
        contexts = [:]
    }

    /// Returns the context for these settings and application protocols (ALPN).
    ///
    /// A changed authority file is read again.
    ///
    /// **Errors:** the authority file cannot be read; `CancellationError`.
    func context(for settings: TLSSettings, protocols: [String]) async throws -> NIOSSLContext {
        let file = settings.verify ? settings.authorities : nil
        let key = Key(verify: settings.verify, authorities: file, protocols: protocols)
        if file == nil {
            if let known = contexts[key] { return known.context }
            guard let made = try Self.make(key, known: nil, files) else {
                throw CancellationError()
            }
            if contexts.count >= Self.limit { contexts = [:] }
            contexts[key] = made
            return made.context
        }
        let (stream, waiter) = AsyncThrowingStream<NIOSSLContext, any Error>.makeStream()
        if waiting[key] == nil {
            waiting[key] = [waiter]
            let stamp = contexts[key]?.stamp
            let files = files
            // Serial queues have a thread each.
            DispatchQueue(label: "ballast.issuers").async {
                let made = Result { try Self.make(key, known: stamp, files) }
                Task { await self.made(made, key) }
            }
        } else {
            waiting[key]?.append(waiter)
        }
        for try await context in stream { return context }
        throw CancellationError()
    }

    private func made(_ result: Result<Known?, any Error>, _ key: Key) {
        if case .success(let made?) = result {
            if contexts.count >= Self.limit { contexts = [:] }
            contexts[key] = made
        }
        if case .failure = result { contexts[key] = nil }
        for waiter in waiting.removeValue(forKey: key) ?? [] {
            switch (result, contexts[key]) {
            case (.failure(let error), _): waiter.finish(throwing: error)
            case (.success, let known?):
                waiter.yield(known.context)
                waiter.finish()
            // All contexts were dropped meanwhile: the next check creates this one again.
            case (.success, nil): waiter.finish(throwing: CancellationError())
            }
        }
    }

    /// Creates the context of a key; nil: the known one is still valid.
    private static func make(
        _ key: Key, known: AuthorityFile.Stamp?, _ files: DocumentFiles
    ) throws -> Known? {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = key.verify ? .fullVerification : .none
        configuration.admitOldServers()
        configuration.applicationProtocols = key.protocols
        var stamp: AuthorityFile.Stamp?
        if let file = key.authorities {
            let read = try AuthorityFile.read(file, known: known, of: files)
            guard let bytes = read.bytes else { return nil }
            stamp = read.stamp
            configuration.trustRoots = .certificates(try certificates(bytes, of: file))
        } else if !key.verify {
            configuration.trustRoots = .certificates([])
        }
        return Known(context: try NIOSSLContext(configuration: configuration), stamp: stamp)
    }

    private static func certificates(_ bytes: [UInt8], of file: String) throws
        -> [NIOSSLCertificate]
    {
        // The library's own error names no file.
        let all = (try? NIOSSLCertificate.fromPEMBytes(bytes)) ?? []
        guard !all.isEmpty else { throw AuthorityFile.Fault(file, "no certificate in PEM form") }
        return all
    }
}

extension TLSConfiguration {
    /// Adds the ciphers and curves of old servers that are off by default in the library.
    ///
    /// Last in the order, so that any other server chooses something else. TLS 1.0, keys of 512
    /// bits and signatures with SHA-1 are on by default. Source: `ssl_cipher.cc` of BoringSSL,
    /// `ssl_cipher_is_deprecated`.
    fileprivate mutating func admitOldServers() {
        cipherSuites +=
            ":ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:RSA+3DES"
        curves = [.x25519, .secp256r1, .secp384r1, .secp521r1]
    }
}

extension Probe.Kind {
    /// The application protocols of ALPN; empty: no ALPN.
    ///
    /// Source: RFC 7301; the registry of ALPN identifiers.
    var applicationProtocols: [String] {
        switch self {
        case .http: ["http/1.1"]
        case .dialogue(let probe): probe.dialogue.service == .grpc ? ["h2"] : []
        case .connect, .tcp, .udp, .ping, .feedback, .external: []
        }
    }
}
