/// The value of a sysctl: one number, or two for `sync_threshold`.
public struct SysctlValue: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
    /// The numbers in the file's order.
    public let numbers: [Int]

    /// Creates a value from numbers.
    public init(_ numbers: [Int]) {
        self.numbers = numbers
    }

    /// Creates a value from one number.
    public init(integerLiteral number: Int) {
        numbers = [number]
    }

    /// Reads a number, or a list of numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        numbers = try (try? container.decode([Int].self)) ?? [container.decode(Int.self)]
    }

    /// Writes one number alone, and more as a list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if numbers.count == 1 {
            try container.encode(numbers[0])
        } else {
            try container.encode(numbers)
        }
    }
}

extension SysctlValue: CustomStringConvertible {
    /// The numbers separated by spaces, as in the file.
    public var description: String {
        numbers.map { String($0) }.joined(separator: " ")
    }
}
