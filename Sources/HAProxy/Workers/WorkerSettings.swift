import Glibc
import Model

/// Where a master keeps what it needs, and how it is treated.
public struct WorkerSettings: Sendable, Hashable {
    /// HAProxy's program.
    public var program: String
    /// A folder for a copy of the last configuration that served, which outlives a reboot; nil:
    /// none is kept.
    public var copies: String?
    /// A folder of its own, for the file, the sockets and the states.
    public var folder: String
    /// Time from one reload to the next.
    public var spacing: Duration
    /// Time for a reload, and for a start.
    public var patience: Duration

    /// These settings.
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
    /// The master's process id, as HAProxy writes it.
    var pidFile: String { "\(folder)/haproxy.pid" }
    /// The master's process id and its time of start.
    var identityFile: String { "\(folder)/master" }
    /// What the servers were before the latest reload.
    var stateFile: String { "\(folder)/servers.state" }
    /// The folder in which the workers work, and into which they are locked where they can be.
    public var workplace: String { "\(folder)/empty" }
    /// Where the old worker hands its stick tables to the new one, as a path within ``workplace``.
    ///
    /// Its permissions keep other users out, and HAProxy can pause it for a reload, which it can't
    /// with an abstract socket: a reload that fails then ends the old worker. **Source:** HAProxy
    /// 2.6, `uxst_suspend_receiver`.
    static let peerSocket = "unix@peers.sock"
    /// What HAProxy writes on its standard error.
    public var log: String { "\(folder)/haproxy.log" }

    /// The pipe of the access log, for programs that find it by name.
    public var logPipe: String { "\(folder)/access.pipe" }

    /// The descriptor of that pipe in a master and its workers.
    static let logDescriptor: Int32 = 3

    /// The words that start a master.
    ///
    /// The master reserves descriptors for a number of connections before it reads its file, and
    /// does not start without them, so a low limit needs `-n`.
    var command: [String] {
        [
            program, "-W", "-S", "\(masterSocket),mode,600", "-C", workplace, "-f", file,
            "-p", pidFile,
        ] + (Self.scarceConnections().map { ["-n", "\($0)"] } ?? [])
    }

    /// The most connections that a process with few descriptors may have; nil: it has enough.
    ///
    /// - Parameter descriptors: how many it may have; nil: as this process.
    /// **Source:** HAProxy 2.6, `compute_ideal_maxconn`: 224 descriptors for 100 connections.
    public static func scarceConnections(descriptors: Int? = nil) -> Int? {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let descriptors = descriptors ?? Int(clamping: limit.rlim_max)
        return descriptors < 320 ? max(1, (descriptors - 48) / 3) : nil
    }
}

extension WorkerSettings {
    /// Makes ``workplace``, which the superuser's workers can't write to.
    ///
    /// **Errors:** `HostFailure` when it can't be made.
    public func makeWorkplace() throws(HostFailure) {
        let mode: mode_t = geteuid() == 0 ? 0o555 : 0o700
        guard mkdir(workplace, mode) == 0 || errno == EEXIST else {
            throw HostFailure(operation: "make \(workplace)", number: errno)
        }
    }
}
