/// Messages to the recorder, in the form that its pipe carries.
///
/// **Shape:** a kind, then numbers with the least byte first.
public struct SeriesFrame: Sendable {
    /// The bytes.
    public private(set) var bytes: [UInt8] = []

    /// The kinds of messages.
    public enum Kind: UInt8, Sendable {
        /// A sample: layout, identity, time in milliseconds since 1970, a value of four bytes for
        /// each column.
        case sample = 1
        /// The request to write the pending samples of a series: its identity and a number of four
        /// bytes, which is answered.
        case flush = 2
        /// The removal of a series and its file: its identity.
        case remove = 3
    }

    /// Creates a frame without messages.
    public init() {}

    /// Appends a sample.
    ///
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - values: a value for each column of the layout; NaN: unknown.
    public mutating func add(
        _ id: SeriesID, _ layout: SeriesLayout, at time: Int64, _ values: SeriesValues
    ) {
        bytes.append(Kind.sample.rawValue)
        bytes.append(layout.rawValue)
        append(id.rawValue)
        append(UInt64(bitPattern: time))
        for column in 0..<layout.columns.count { append(values[column].bitPattern) }
    }

    /// Appends the request to write a series.
    ///
    /// - Parameter token: the number of the answer.
    public mutating func addFlush(of id: SeriesID, token: UInt32) {
        bytes.append(Kind.flush.rawValue)
        append(id.rawValue)
        append(token)
    }

    /// Appends the removal of a series.
    public mutating func addRemoval(of id: SeriesID) {
        bytes.append(Kind.remove.rawValue)
        append(id.rawValue)
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
