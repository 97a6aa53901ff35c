import Dispatch
import Files
import Model
import Synchronization

extension ChangeKeeper {
    /// Whether the host is not known to have all of the edit in force.
    var awaitsApplication: Bool {
        work.withLock { $0.phase == .inForce && $0.applied == nil }
    }

    /// Records the parts of the document in force that the host lacks after a pass, a sentence
    /// each.
    func note(lacking: [String]) {
        let change = work.withLock { work -> UnconfirmedChange? in
            guard work.phase == .inForce, work.applied == nil else { return nil }
            work.lacking = lacking
            guard lacking.isEmpty else { return nil }
            work.applied = bootClock()
            return work.unconfirmed
        }
        guard let change else { return }
        queue.async {
            let applied = self.work.withLock { work in
                work.unconfirmed == change && work.phase == .inForce ? work.applied : nil
            }
            guard let applied else { return }
            do throws(HostFailure) {
                try self.store.save(change.with(applied: applied))
            } catch {
                // After a restart another pass shows it.
                self.publisher.yield(.event(.failed, "\(error)"))
            }
        }
    }

    /// Records that this version rejects the way back of the edit that awaits its confirmation.
    func note(rejected reason: String) {
        let isNew = work.withLock { work in
            guard work.phase != .none else { return false }
            defer { work.rejection = reason }
            return work.rejection != reason
        }
        guard isNew else { return }
        publisher.yield(
            .event(
                .failed,
                "this version rejects the document before the unconfirmed edit, so it can be "
                    + "undone only in part: \(reason)"))
    }
}
