import Dispatch
import Files
import Glibc
import Model
import Replication
import Synchronization

extension ChangeKeeper {
    /// Returns the announced facts of a document; nil: none.
    func announcement(of text: [UInt8]) -> ChangeAnnouncement? {
        let announced = work.withLock { $0.announced.edits() }
        // A digest takes a while for large documents.
        guard !announced.isEmpty else { return nil }
        let digest = Digest.remembered(of: text)
        return announced.last { $0.digest == digest }
    }

    /// Returns the announced facts of the document with this digest; nil: none.
    func announcement(of digest: Digest) -> ChangeAnnouncement? {
        work.withLock { $0.announced.edits() }.last { $0.digest == digest }
    }

    /// Adds a document that is in force now to the history.
    ///
    /// - Parameters:
    ///   - limit: the most documents of the history.
    ///   - edit: the facts of its edit, if they were announced for another text.
    func record(
        _ text: [UInt8], isUnconfirmed: Bool, keeping limit: Int, by edit: ChangeAnnouncement? = nil
    ) {
        guard !history.hasRecorded(text, isUnconfirmed: isUnconfirmed) else { return }
        work.withLock { work in
            if let loss = work.loss, loss.text != text { work.loss = nil }
        }
        let announcement = edit ?? announcement(of: text)
        if let announcement {
            work.withLock { $0.announced.remove(announcement) }
            queue.async { self.storeAnnounced() }
            if announcement.urgency == .now {
                publisher.yield(
                    .event(
                        .accepted,
                        "without a wait for a change window, by \(announcement.author)"
                            + (announcement.message.map { ": \($0)" } ?? "")))
            }
        }
        history.record(text, isUnconfirmed: isUnconfirmed, keeping: limit, announcement)
    }

    // MARK: - Edits that wait for a change window

    /// Keeps the text and the facts of an edit that waits, and has the loop look again when its
    /// window opens.
    func hold(_ edit: WaitingEdit, until opening: Int64?) {
        work.withLock { $0.announced.held = edit.digest }
        let text = WaitingText(
            path: document, text: String(decoding: edit.edit.bytes, as: UTF8.self))
        queue.async {
            // The text is of use only after a restart, and the file has it too.
            do throws(HostFailure) {
                try self.waits.save(text)
            } catch {
                self.publisher.yield(.event(.failed, "\(error)"))
            }
        }
        lookAgain(at: opening ?? clock() + 60_000)
    }

    private var waits: JSONStore<WaitingText> {
        WaitingText.store(in: PathName.directory(of: store.path))
    }

    /// Returns the time at which a document was accepted; nil: another one was kept since.
    func accepted(_ text: [UInt8]) -> Int64? {
        // An unreadable copy is reported when it is needed.
        guard let kept = try? keeper.load(of: document), kept.bytes == text else { return nil }
        return kept.accepted
    }

    /// Returns the text of the edit that waited in an earlier controller; nil: none did.
    func formerWait() -> [UInt8]? {
        // An unreadable text only makes changes of servers wait with the edit.
        let found = (try? waits.load(remedy: "")) ?? nil
        return found.flatMap { RealPath(document).isOf($0.path) ? Array($0.text.utf8) : nil }
    }

    /// Keeps no facts of edits for longer than usual.
    func release() {
        work.withLock { work in
            work.announced.held = nil
            work.opening = nil
        }
        queue.async { unlink(self.waits.path) }
    }

    /// Gives a text the facts of the edit that it continues, and returns its own; nil: none.
    func carry(from former: Digest, to digest: Digest) -> ChangeAnnouncement? {
        let own = work.withLock { work -> ChangeAnnouncement? in
            let edits = work.announced.edits()
            let own = edits.last { $0.digest == digest }
            work.announced.remove(own)
            if var edit = edits.last(where: { $0.digest == former }) {
                work.announced.remove(edit)
                edit.digest = digest
                work.announced.add(edit)
            }
            work.announced.held = digest
            return own
        }
        queue.async { self.storeAnnounced() }
        return own
    }

    /// Wakes the loop at a time, in milliseconds since 1970.
    private func lookAgain(at time: Int64) {
        let isNew = work.withLock { work in
            defer { work.opening = time }
            return work.opening != time
        }
        guard isNew else { return }
        Task {
            // The clock can be set meanwhile.
            while work.withLock({ $0.opening }) == time, case let rest = time - clock(),
                rest > 0
            {
                // Not cancelled: the program ends with the task.
                try? await Task.sleep(for: .milliseconds(min(rest, 15_000)))
            }
            let isDue = work.withLock { work in
                guard work.opening == time else { return false }
                work.opening = nil
                return true
            }
            if isDue { publisher.yield(.look(isForced: false)) }
        }
    }
}
