import ArgumentParser
import Files
import Glibc
import Model
import NIOCore

/// The reason that a controller did not answer, as text.
struct DaemonSilence: CustomStringConvertible {
    private let socket: String
    private let error: any Error

    init(_ socket: String, _ error: any Error) {
        self.socket = socket
        self.error = error
    }

    var description: String {
        switch error {
        case let error as IOError:
            "no controller answers at \(socket): \(SystemError(error.errnoCode))"
        case is DecodingError:
            "the controller at \(socket) gives an answer that this program can't read: "
                + "another version?"
        case is AbsentAnswer, is ChannelError:
            "no controller answers at \(socket): another program, or another version, listens there"
        case let failure as HostFailure: "\(failure)"
        default: "no controller answers at \(socket): it closes the connection"
        }
    }

    /// Prints the reason with a hint, and returns the exit status.
    func printed() -> ExitCode {
        standardError("ballast: \(self)")
        standardError("hint: \(hint)")
        return ExitCode(1)
    }

    /// The remedy for the reason.
    private var hint: String {
        if let failure = error as? HostFailure, let remedy = failure.remedy { return remedy }
        if let error = error as? IOError, error.errnoCode == EACCES || error.errnoCode == EPERM {
            return "run it as root"
        }
        let unit = ["/etc", "/usr/lib", "/lib"].contains {
            access("\($0)/systemd/system/ballast.service", F_OK) == 0
        }
        return unit
            ? "start it with \"systemctl start ballast\", or name its socket with --socket; see "
                + "\"systemctl status ballast\" and \"journalctl -u ballast\""
            : "start it with \"ballast run\", or name its socket with --socket"
    }
}
