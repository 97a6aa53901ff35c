import Dispatch
import Files
import Model
import Synchronization

extension ChangeKeeper {
    /// Whether a restore replaces files now, so that they are read when it is complete.
    ///
    /// A restore whose command has ended is completed here.
    func awaitsRestore() -> Bool {
        guard restoration.isUnderway else { return false }
        let isFirst = work.withLock { work in
            defer { work.isRestoring = true }
            return !work.isRestoring
        }
        if isFirst { queue.async { self.completeRestore() } }
        return true
    }

    private func completeRestore() {
        var failure: HostFailure?
        do throws(HostFailure) { try restoration.rollForward() } catch { failure = error }
        let isNew = work.withLock { work in
            defer { work.restoreFailure = failure }
            return work.restoreFailure != failure
        }
        if let failure, isNew { publisher.yield(.event(.failed, "\(failure)")) }
        let pause: Duration = failure == nil ? .milliseconds(50) : .seconds(2)
        Task {
            // Not cancelled: the program ends with the task.
            if restoration.isUnderway { try? await Task.sleep(for: pause) }
            work.withLock { $0.isRestoring = false }
            publisher.yield(.look(isForced: true))
        }
    }
}
