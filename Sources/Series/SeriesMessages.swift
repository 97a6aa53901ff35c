/// The messages in the bytes of a pipe.
public struct SeriesMessages: Sendable {
    private var bytes: [UInt8] = []
    private var position = 0
    /// Whether the bytes were no messages; then no more are read.
    public private(set) var isBroken = false

    /// Creates a reader without bytes.
    public init() {}

    /// Appends bytes as they arrive.
    public mutating func append(_ more: some Sequence<UInt8>) {
        if position > 0 {
            bytes.removeFirst(position)
            position = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Returns the next message; nil: more bytes are needed.
    public mutating func next() -> SeriesMessage? {
        guard !isBroken, position < bytes.count else { return nil }
        guard let kind = SeriesFrame.Kind(rawValue: bytes[position]) else {
            isBroken = true
            return nil
        }
        switch kind {
        case .sample:
            guard position + 2 <= bytes.count else { return nil }
            guard let layout = SeriesLayout(rawValue: bytes[position + 1]) else {
                isBroken = true
                return nil
            }
            let count = layout.columns.count
            guard position + 18 + 4 * count <= bytes.count else { return nil }
            let id: UInt64 = number(at: 2)
            let time: UInt64 = number(at: 10)
            var values = SeriesValues()
            for column in 0..<count {
                values[column] = Float(bitPattern: number(at: 18 + 4 * column))
            }
            position += 18 + 4 * count
            return .sample(
                SeriesID(rawValue: id), layout, time: Int64(bitPattern: time), values)
        case .flush:
            guard position + 13 <= bytes.count else { return nil }
            let (id, token): (UInt64, UInt32) = (number(at: 1), number(at: 9))
            position += 13
            return .flush(SeriesID(rawValue: id), token: token)
        case .remove:
            guard position + 9 <= bytes.count else { return nil }
            let id: UInt64 = number(at: 1)
            position += 9
            return .remove(SeriesID(rawValue: id))
        }
    }

    private func number<Number: FixedWidthInteger>(at offset: Int) -> Number {
        var number: Number = 0
        for byte in (0..<Number.bitWidth / 8).reversed() {
            number = number << 8 | Number(bytes[position + offset + byte])
        }
        return number
    }
}
