import CGNU
import Glibc

/// A socket call that failed.
struct SocketFailure: Error {
    /// Its errno.
    let number: Int32

    /// What the last call left.
    static var last: SocketFailure { SocketFailure(number: errno) }

    /// "connection refused (ECONNREFUSED)".
    var reason: String {
        let name = strerrorname_np(number).map { String(cString: $0) } ?? String(number)
        let text = strerrordesc_np(number).map { String(cString: $0) } ?? "error"
        return "\(text.prefix(1).lowercased())\(text.dropFirst()) (\(name))"
    }

    /// True where this machine lacks something: it tells nothing about the server.
    var isLocal: Bool {
        switch number {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EADDRINUSE, EAGAIN, EACCES, EPERM,
            EAFNOSUPPORT, EPROTONOSUPPORT, EINVAL:
            true
        default: false
        }
    }

    /// True where this machine is short of something, or refuses to send.
    ///
    /// A socket that is on its way already has its other errors from afar: EACCES, for example, is
    /// how an ICMPv6 "administratively prohibited" is told. Source: `icmpv6_err_convert`.
    private var isShortage: Bool {
        switch number {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM: true
        default: false
        }
    }

    /// The conclusion of a check that this ends after its socket was made.
    func laterFinding(_ phase: ProbeResult.Phase) -> Finding {
        isShortage ? .inconclusive(phase, seen: reason) : .failed(phase, seen: reason)
    }

    /// The conclusion of a check whose socket this keeps from being made.
    func finding(_ phase: ProbeResult.Phase) -> Finding {
        isLocal ? .inconclusive(phase, seen: reason) : .failed(phase, seen: reason)
    }
}
