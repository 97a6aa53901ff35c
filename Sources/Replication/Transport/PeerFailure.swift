import Files
import NIOCore
import NIOPosix
import NIOSSL

/// The failure of a request to a peer.
public enum PeerFailure: Error, Sendable, Hashable {
    /// There is no connection, for this reason.
    case unreachable(String)
    /// The node at that address has another certificate.
    case otherCertificate(Fingerprint)
    /// The peer refused the request, with the status of HTTP and its reason.
    case refused(status: UInt, reason: String)
    /// The answer is not one of this protocol.
    case broken(String)
    /// The connection ended before the answer did.
    case cut
    /// The answer takes too long.
    case silent
}

extension PeerFailure: CustomStringConvertible {
    /// The failure in words.
    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .otherCertificate(let fingerprint):
            "the node there has another certificate, \(fingerprint)"
        case .refused(_, let reason): "refused: \(reason)"
        case .broken(let reason): "not an answer of this protocol: \(reason)"
        case .cut: "the connection was cut"
        case .silent: "no answer in time"
        }
    }
}

extension PeerFailure {
    /// Describes an error of a channel.
    init(_ error: any Error) {
        switch error {
        case let failure as PeerFailure: self = failure
        case let error as NIOConnectionError:
            if let cause = error.connectionErrors.first?.error {
                self.init(cause)
            } else {
                self = .unreachable("the name \(error.host) has no address")
            }
        case let error as IOError where error.errnoCode != 0:
            self = .unreachable(SystemError(error.errnoCode).words)
        case ChannelError.connectTimeout: self = .unreachable("no answer to the connection")
        case NIOSSLError.uncleanShutdown, ChannelError.ioOnClosedChannel, ChannelError.eof:
            self = .cut
        case let error as NIOSSLError: self = .unreachable(Self.words(error))
        default: self = .broken(PeerText.cut("\(error)", 200))
        }
    }

    private static func words(_ error: NIOSSLError) -> String {
        guard case .handshakeFailed(let cause) = error else { return PeerText.cut("\(error)", 200) }
        if case .sslError(let errors) = cause, errors.contains(.eofDuringHandshake) {
            return "the connection ended during the TLS handshake"
        }
        // The library's own text names its source files.
        return "the TLS handshake failed: no node of Ballast listens there, or it refuses this one"
    }
}
