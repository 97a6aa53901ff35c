import Glibc
import Model
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
        let protocols: [String]
    }

    /// What changes when a file is written or replaced.
    private struct Stamp: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let changedSeconds: Int
        let changedNanoseconds: Int

        /// Of the file at this path; nil when there is none.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            // The change of the inode, which nobody can set back, comes with that of the content.
            changedSeconds = status.st_ctim.tv_sec
            changedNanoseconds = status.st_ctim.tv_nsec
        }
    }

    private struct Known {
        let context: NIOSSLContext
        let stamp: Stamp?
    }

    private var contexts: [Key: Known] = [:]

    /// The context for these settings and these application protocols (ALPN); a file of issuers
    /// that changed is read again.
    ///
    /// **Errors:** the file of the issuers can't be read.
    func context(for settings: TLSSettings, protocols: [String]) throws -> NIOSSLContext {
        let file = settings.verify ? settings.authorities : nil
        let key = Key(verify: settings.verify, authorities: file, protocols: protocols)
        // Taken before it is read: a change in between is seen next time.
        let stamp = file.flatMap { Stamp($0) }
        if let known = contexts[key], known.stamp == stamp { return known.context }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = settings.verify ? .fullVerification : .none
        if let file {
            configuration.trustRoots = .file(file)
        } else if !settings.verify {
            configuration.trustRoots = .certificates([])
        }
        configuration.applicationProtocols = protocols
        contexts[key] = nil
        if contexts.count >= Self.limit { contexts = [:] }
        let context = try NIOSSLContext(configuration: configuration)
        contexts[key] = Known(context: context, stamp: stamp)
        return context
    }
}

extension Probe.Kind {
    /// What TLS says is spoken over it; empty: it does not say.
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
