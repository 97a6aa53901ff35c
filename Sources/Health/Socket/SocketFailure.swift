import Files
import Glibc
import Model

/// A failed socket call.
struct SocketFailure: Error {
    /// The error number.
    let number: Int32

    /// The failure of the last call.
    static var last: SocketFailure { SocketFailure(number: errno) }

    /// "connection refused (ECONNREFUSED)".
    var reason: String {
        let error = SystemError(number)
        let words = error.words
        return "\(words.prefix(1).lowercased())\(words.dropFirst()) (\(error.name))"
    }

    /// Whether this machine lacks a resource, which does not describe the server.
    var isLocal: Bool {
        switch number {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EADDRINUSE, EAGAIN, EACCES, EPERM,
            EAFNOSUPPORT, EPROTONOSUPPORT, EINVAL:
            true
        default: false
        }
    }

    /// Whether this machine is short of a resource, or refuses to send.
    ///
    /// Other errors of a connecting socket have a remote origin. EACCES, for example, is the error
    /// for an ICMPv6 "administratively prohibited". Source: `icmpv6_err_convert`.
    private var isShortage: Bool {
        switch number {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM: true
        default: false
        }
    }

    /// The conclusion of a check that this failure ends after its socket was opened.
    func laterFinding(_ phase: CheckResult.Phase) -> Finding {
        isShortage ? .inconclusive(phase, seen: reason) : .failed(phase, seen: reason)
    }

    /// The conclusion of a check whose socket could not be opened.
    func finding(_ phase: CheckResult.Phase) -> Finding {
        isLocal ? .inconclusive(phase, seen: reason) : .failed(phase, seen: reason)
    }
}
