/// The receiving end of a serial line: bytes in, whole messages out.
public struct SerialReceiver: Sendable {
    /// Number of frames that were damaged or too long.
    public private(set) var damaged = 0

    private var frame: [UInt8] = []
    private var isEscaped = false
    private var isTooLong = false

    /// Creates a receiver that waits for the first flag.
    public init() {}

    /// Takes the next bytes of the line and returns the messages that they complete.
    ///
    /// Damaged frames are counted and dropped; the next flag begins anew.
    public mutating func receive(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        for byte in bytes {
            if byte == SerialFraming.flag {
                if let message = finish() { messages.append(message) }
            } else if byte == SerialFraming.escape {
                isEscaped = true
            } else if frame.count > SerialFraming.limit + 1 {
                isTooLong = true
            } else {
                frame.append(isEscaped ? byte ^ 0x20 : byte)
                isEscaped = false
            }
        }
        return messages
    }

    /// Ends the frame at a flag; nil between two frames.
    private mutating func finish() -> [UInt8]? {
        defer {
            frame.removeAll(keepingCapacity: true)
            isEscaped = false
            isTooLong = false
        }
        if frame.isEmpty, !isEscaped { return nil }
        let message = Array(frame.dropLast(2))
        let sum = SerialFraming.checkSequence(message)
        guard !isTooLong, !isEscaped, frame.count > 2,
            Array(frame.suffix(2)) == [UInt8(sum & 0xff), UInt8(sum >> 8)]
        else {
            damaged += 1
            return nil
        }
        return message
    }
}
