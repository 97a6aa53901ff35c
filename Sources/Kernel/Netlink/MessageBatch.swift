import CNetlink

/// Consecutive messages for one system call.
///
/// Only the last one requests an acknowledgement: the kernel still reports the errors of the
/// others, each with its sequence number, and completes a batch before the call returns.
struct MessageBatch {
    /// The messages.
    private(set) var bytes: [UInt8] = []
    /// Number of messages.
    private(set) var count = 0
    /// Sequence number of the first message; the others follow.
    private(set) var firstSequence: UInt32 = 0

    private let byteLimit: Int
    private var lastStart = 0
    /// While it processes a batch, the kernel blocks other generic netlink families.
    private static let countLimit = 1000

    /// Creates an empty batch for a socket that sends this many bytes at once.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
        bytes.reserveCapacity(byteLimit)
    }

    /// Whether another message of up to 1 KiB may not fit.
    var isFull: Bool { count >= Self.countLimit || bytes.count + 1024 > byteLimit }

    /// Removes all messages; the next one gets this sequence number.
    mutating func clear(next sequence: UInt32) {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        lastStart = 0
        firstSequence = sequence
    }

    /// Appends the builder's message.
    mutating func append(_ builder: MessageBuilder) {
        lastStart = bytes.count
        builder.withBytes { bytes.append(contentsOf: $0) }
        count += 1
    }

    /// Makes the last message request an acknowledgement.
    mutating func askForAcknowledgement() {
        guard count > 0 else { return }
        // nlmsg_flags is the 16-bit word at offset 6, in host byte order.
        let flags = UInt16(NLM_F_ACK).littleEndian
        let isLittle = flags == UInt16(NLM_F_ACK)
        bytes[lastStart + (isLittle ? 6 : 7)] |= UInt8(NLM_F_ACK)
    }

    /// The index of the message with this sequence number; nil: none.
    func index(of sequence: UInt32) -> Int? {
        let distance = sequence &- firstSequence
        return distance < UInt32(count) ? Int(distance) : nil
    }
}
