import CGNU
import Dispatch
import Files
import Glibc

/// The master process in use, and former masters whose exit status must be collected.
struct WatchedMaster {
    /// The master; nil: none is known.
    private(set) var identity: MasterIdentity?
    /// The size of HAProxy's log at the start or adoption of the master.
    private(set) var logEnd = 0
    /// The source that reports the exit of the master.
    private var exit: (any DispatchSourceRead)?
    /// Former masters that exit after their last connection.
    private var former: [Int32] = []

    /// The master, if it runs.
    var running: MasterIdentity? { identity.flatMap { $0.isRunning ? $0 : nil } }

    /// Watches a master: its descriptor is readable after its exit, even if it is not our child.
    ///
    /// - Parameters:
    ///   - logEnd: the size of HAProxy's log.
    ///   - ended: called once, on another thread, after the exit.
    /// - Returns: false if the master has already exited.
    ///
    /// **Source:** `pidfd_open(2)`.
    mutating func watch(
        _ identity: MasterIdentity, logEnd: Int, ended: @escaping @Sendable () -> Void
    ) -> Bool {
        exit?.cancel()
        self.identity = identity
        self.logEnd = logEnd
        let descriptor = pidfd_open(identity.pid, 0)
        guard descriptor >= 0 else { return false }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler {
            source.cancel()
            ended()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        exit = source
        return true
    }

    /// Closes the descriptor of the master, which continues.
    func stopWatching() { exit?.cancel() }

    /// Forgets the master, which may continue.
    mutating func forget() {
        exit?.cancel()
        exit = nil
        identity = nil
    }

    /// Records a former master, whose exit status ``collect()`` reads.
    mutating func add(former pid: Int32) {
        if !former.contains(pid) { former.append(pid) }
    }

    /// Collects the exit status of former masters.
    mutating func collect() { former.removeAll { ChildProcess.end(of: $0) != nil } }
}
