/// Messages on the control socket: four bytes of length in network order, then JSON.
public struct ControlFrames: Sendable {
    /// The largest message in bytes: settings with the most addresses fit.
    public static let limit = 512 << 10

    private var buffer: [UInt8] = []

    /// Creates an empty stream.
    public init() {}

    /// Bytes that are no message: too long, empty, or not JSON.
    public struct Damage: Error, Sendable, Hashable {
        /// Creates the error.
        public init() {}
    }

    /// The bytes of one message.
    public static func frame(_ value: JSONValue) -> [UInt8] {
        let body = value.bytes
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) } + body
    }

    /// Adds received bytes.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// Removes and returns the next complete message; nil: more bytes are needed.
    ///
    /// **Errors:** the stream has no further messages, and must be closed.
    public mutating func next() throws(Damage) -> JSONValue? {
        guard buffer.count >= 4 else { return nil }
        let length = buffer[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard (2...Self.limit).contains(length) else { throw Damage() }
        guard buffer.count >= 4 + length else { return nil }
        guard let value = JSONReader.value(of: Array(buffer[4..<(4 + length)])) else {
            throw Damage()
        }
        buffer.removeFirst(4 + length)
        return value
    }
}
