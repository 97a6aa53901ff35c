import CNetlink
import Glibc

extension NetlinkSocket {
    /// Sends a batch and collects the kernel's answers; `body` receives the answers with data.
    func transact(
        _ batch: inout MessageBatch,
        _ body: (Int, NetlinkMessage, RawSpan) -> Void = { _, _, _ in }
    ) -> BatchResult {
        var result = BatchResult()
        batch.askForAcknowledgement()
        do throws(KernelRefusal) {
            try send(batch)
        } catch {
            // A single message cannot be split further: its refusal is final.
            if batch.count == 1 {
                result.refusals[0] = error
            } else {
                result.unknown = Array(0..<batch.count)
            }
            return result
        }
        let last = batch.count - 1
        var isComplete = batch.count == 0
        var isLossy = false
        let positions = batch
        while !isComplete {
            do throws(KernelRefusal) {
                try receive(waits: !isLossy) { message, datagram in
                    guard let index = positions.index(of: message.sequence) else { return }
                    guard message.isError else { return body(index, message, datagram) }
                    if let refusal = message.refusal(in: datagram) {
                        result.refusals[index] = refusal
                    }
                    if index == last { isComplete = true }
                }
            } catch {
                // The kernel has completed the whole batch before `send` returned, so a missing
                // answer never arrives.
                if !Self.isLoss(error) { break }
                isLossy = true
            }
        }
        if isLossy || !isComplete {
            lossyBatches += 1
            result.unknown = (0..<batch.count).filter { result.refusals[$0] == nil }
        }
        return result
    }

    /// Sends one message, built with this sequence number, and waits for its acknowledgement.
    func request(
        build: (UInt32) -> Void,
        _ body: (NetlinkMessage, RawSpan) -> Void = { _, _ in }
    ) throws(KernelRefusal) {
        var batch = MessageBatch(byteLimit: 4096)
        let sequence = sequenceNumbers(1)
        batch.clear(next: sequence)
        build(sequence)
        batch.append(builder)
        let result = transact(&batch) { _, message, datagram in body(message, datagram) }
        if let refusal = result.refusals[0] { throw refusal }
        if !result.unknown.isEmpty { throw KernelRefusal(ENOBUFS) }
    }

    private func send(_ batch: MessageBatch) throws(KernelRefusal) {
        var refusal: KernelRefusal?
        batch.bytes.withUnsafeBytes { bytes in
            do throws(KernelRefusal) { try send(bytes) } catch { refusal = error }
        }
        if let refusal { throw refusal }
    }
}
