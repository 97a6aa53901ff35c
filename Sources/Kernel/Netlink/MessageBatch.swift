import CNetlink

/// Messages one after another, for one system call.
///
/// Only the last one asks for an acknowledgement: the kernel reports the errors of the others all
/// the same, each with its sequence number, and works through a batch before the call returns.
struct MessageBatch {
    /// The messages.
    private(set) var bytes: [UInt8] = []
    /// How many there are.
    private(set) var count = 0
    /// Sequence number of the first; the others follow on.
    private(set) var firstSequence: UInt32 = 0

    private let byteLimit: Int
    private var lastStart = 0
    /// The kernel works through a batch without letting other generic families in for long.
    private static let countLimit = 1000

    /// An empty batch for a socket that sends this many bytes at once.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
        bytes.reserveCapacity(byteLimit)
    }

    /// True when another message of up to 1 KiB may not fit.
    var isFull: Bool { count >= Self.countLimit || bytes.count + 1024 > byteLimit }

    /// Takes all messages out; the next one will have this sequence number.
    mutating func clear(next sequence: UInt32) {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        lastStart = 0
        firstSequence = sequence
    }

    /// Puts the message that was built at the end.
    mutating func append(_ builder: MessageBuilder) {
        lastStart = bytes.count
        builder.withBytes { bytes.append(contentsOf: $0) }
        count += 1
    }

    /// Makes the last message ask for an acknowledgement.
    mutating func askForAcknowledgement() {
        guard count > 0 else { return }
        // nlmsg_flags is the 16-bit word at offset 6, in the byte order of the host.
        let flags = UInt16(NLM_F_ACK).littleEndian
        let isLittle = flags == UInt16(NLM_F_ACK)
        bytes[lastStart + (isLittle ? 6 : 7)] |= UInt8(NLM_F_ACK)
    }

    /// Which message has this sequence number; nil: none.
    func index(of sequence: UInt32) -> Int? {
        let distance = sequence &- firstSequence
        return distance < UInt32(count) ? Int(distance) : nil
    }
}
