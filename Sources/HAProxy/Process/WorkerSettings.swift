import Files
import Glibc
import Model

/// The files and time limits of a master.
public struct WorkerSettings: Sendable, Hashable {
    /// HAProxy's program.
    public var program: String
    /// The folder for a copy of the last configuration that served, which survives a reboot; nil:
    /// none.
    public var copies: String?
    /// The folder for the configuration, the sockets and the states.
    public var folder: String
    /// The time between two reloads.
    public var spacing: Duration
    /// The time limit of a reload and of a start.
    public var patience: Duration

    /// Creates settings.
    public init(
        folder: String, program: String = "/usr/sbin/haproxy", copies: String? = nil,
        spacing: Duration = .milliseconds(500),
        patience: Duration = .seconds(30)
    ) {
        self.folder = folder
        self.program = program
        self.copies = copies
        self.spacing = spacing
        self.patience = patience
    }

    /// The configuration.
    public var file: String { "\(folder)/haproxy.cfg" }
    /// The stats socket of the current worker.
    public var socket: String { "\(folder)/stats.sock" }
    /// The master's socket.
    public var masterSocket: String { "\(folder)/master.sock" }
    /// The file of the master's process id, which HAProxy writes.
    var pidFile: String { "\(folder)/haproxy.pid" }
    /// The file of the master's process id and start time.
    var identityFile: String { "\(folder)/master" }
    /// The server states before the latest reload.
    var stateFile: String { "\(folder)/servers.state" }
    /// The working directory of the workers, which is also their chroot if possible.
    public var workplace: String { "\(folder)/empty" }
    /// The socket on which the old worker sends its stick tables to the new one, relative to
    /// ``workplace``.
    ///
    /// Its permissions exclude other users, and HAProxy can pause it during a reload, which is
    /// impossible with an abstract socket: a failed reload would then end the old worker.
    /// **Source:** HAProxy 2.6, `uxst_suspend_receiver`.
    static let peerSocket = "unix@peers.sock"
    /// HAProxy's standard error.
    public var log: String { "\(folder)/haproxy.log" }

    /// The pipe of the access log, for programs that open it by name.
    public var logPipe: String { "\(folder)/access.pipe" }

    /// The descriptor of the pipe in a master and its workers.
    static let logDescriptor = ChildProcess.pipeDescriptor

    /// The command that starts a master.
    ///
    /// The master reserves descriptors for a number of connections before it reads its file, and
    /// does not start without them, so a low limit needs `-n`.
    var command: [String] {
        [
            program, "-W", "-S", "\(masterSocket),mode,600", "-C", workplace, "-f", file,
            "-p", pidFile,
        ] + (Self.scarceConnections().map { ["-n", "\($0)"] } ?? [])
    }

    /// Returns the most connections for a process with few descriptors; nil: it has enough.
    ///
    /// - Parameter descriptors: its limit; nil: the limit of this process.
    /// **Source:** HAProxy 2.6, `compute_ideal_maxconn`: 224 descriptors for 100 connections.
    public static func scarceConnections(descriptors: Int? = nil) -> Int? {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let descriptors = descriptors ?? Int(clamping: limit.rlim_max)
        return descriptors < 320 ? max(1, (descriptors - 48) / 3) : nil
    }
}

extension WorkerSettings {
    /// Creates ``workplace``, to which root's workers can't write.
    ///
    /// **Errors:** `HostFailure` if it can't be created.
    public func makeWorkplace() throws(HostFailure) {
        let mode: mode_t = geteuid() == 0 ? 0o555 : 0o700
        guard mkdir(workplace, mode) == 0 || errno == EEXIST else {
            throw HostFailure(operation: "make \(workplace)", .last)
        }
    }
}
