import Addresses

/// A range of HTTP statuses: `200`, or `200-299`.
public struct StatusRange: Sendable, Hashable {
    /// The first and the last status.
    ///
    /// **Range:** 100...599.
    public var bounds: ClosedRange<Int>

    /// The range of valid statuses.
    public static let limits = 100...599

    /// Creates a range.
    public init(_ bounds: ClosedRange<Int>) {
        self.bounds = bounds
    }
}

extension StatusRange: LosslessStringConvertible {
    /// `200` or `200-299`.
    public var description: String {
        bounds.count == 1 ? "\(bounds.lowerBound)" : "\(bounds.lowerBound)-\(bounds.upperBound)"
    }

    /// Parses the form of ``description``.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map {
            $0.count == 3 ? Int($0) : nil
        }
        guard let first = numbers[0], let last = numbers[numbers.count - 1], numbers.count <= 2,
            first <= last, Self.limits.contains(first), Self.limits.contains(last)
        else { return nil }
        bounds = first...last
    }
}

extension StatusRange: TextCodable {}
