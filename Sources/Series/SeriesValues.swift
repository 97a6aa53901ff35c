/// The values of a sample, in the order of the columns of its layout; NaN: unknown.
public struct SeriesValues: Sendable, Hashable {
    private var storage: SIMD8<Float>

    /// Values that are all unknown.
    public init() {
        storage = SIMD8(repeating: .nan)
    }

    /// The value of a column, 0...7.
    public subscript(column: Int) -> Float {
        get { storage[column] }
        set { storage[column] = newValue }
    }

    /// Whether both are equal; unknown values are.
    public static func == (left: Self, right: Self) -> Bool {
        for column in 0..<8 where left[column].bitPattern != right[column].bitPattern {
            return false
        }
        return true
    }

    /// Hashes the values.
    public func hash(into hasher: inout Hasher) {
        for column in 0..<8 { hasher.combine(storage[column].bitPattern) }
    }

    /// Adds the known values of another sample; unknown ones count as 0.
    public mutating func add(_ other: Self) {
        for column in 0..<8 where !other[column].isNaN {
            storage[column] =
                storage[column].isNaN ? other[column] : storage[column] + other[column]
        }
    }
}
