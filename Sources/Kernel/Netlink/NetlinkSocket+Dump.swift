import CNetlink
import Glibc

extension NetlinkSocket {
    /// Requests a dump and folds its messages into a result.
    ///
    /// `build` writes the request with this sequence number; `update` returns false for an invalid
    /// message. An interrupted or incomplete dump is requested again, so `update` may receive the
    /// same objects again, with a fresh result.
    ///
    /// If the table changes during every dump, the result is the union of the repeated dumps: an
    /// interrupted dump may omit an object, but never contains one that did not exist.
    ///
    /// **Errors:** those of the kernel; `EBADMSG`; `ENOBUFS` when a part was lost each time.
    func dump<Result>(
        into initial: Result, build: (UInt32) -> Void,
        update: (inout Result, NetlinkMessage, RawSpan) -> Bool
    ) throws(KernelRefusal) -> Result {
        var union = initial
        var isUnionWhole = false
        for attempt in 0..<Self.dumpTries {
            if attempt > 0 { repeatedDumps += 1 }
            let sequence = sequenceNumbers(1)
            build(sequence)
            try sendBuilt()
            var result = initial
            var state = DumpState()
            // Read to the end even after an error: the socket accepts no other dump before that.
            while !state.isDone {
                do throws(KernelRefusal) {
                    try receive { message, datagram in
                        guard message.sequence == sequence, !state.isDone else { return }
                        guard !state.receive(message, datagram) else { return }
                        if !update(&result, message, datagram) { state.failure = .malformed }
                        if attempt > 0 { _ = update(&union, message, datagram) }
                    }
                } catch {
                    guard Self.isLoss(error) else { throw error }
                    state.failure = error
                }
            }
            if let failure = state.failure {
                guard failure.number == ENOBUFS else { throw failure }
            } else if !state.isInterrupted {
                return result
            } else if attempt > 0 {
                isUnionWhole = true
            }
        }
        guard isUnionWhole else { throw .lost }
        return union
    }

    /// Sends the message in ``builder``.
    func sendBuilt() throws(KernelRefusal) {
        var refusal: KernelRefusal?
        builder.withBytes { bytes in
            do throws(KernelRefusal) { try send(bytes) } catch { refusal = error }
        }
        if let refusal { throw refusal }
    }

    /// Whether the error means that datagrams are missing but others may follow.
    static func isLoss(_ refusal: KernelRefusal) -> Bool {
        [ENOBUFS, EMSGSIZE, EBADMSG].contains(refusal.number)
    }

    private static let dumpTries = 5
}

/// Progress of a dump.
private struct DumpState {
    var isDone = false
    var isInterrupted = false
    var failure: KernelRefusal?

    /// Whether the message is about the whole dump.
    mutating func receive(_ message: NetlinkMessage, _ datagram: RawSpan) -> Bool {
        if message.isInterrupted { isInterrupted = true }
        guard message.isDone || message.isError else { return false }
        isDone = true
        if let refusal = message.refusal(in: datagram) { failure = failure ?? refusal }
        return true
    }
}
