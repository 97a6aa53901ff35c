import Addresses

/// Statuses of HTTP answers: `200`, or `200-299`.
public struct StatusRange: Sendable, Hashable {
    /// The first and the last.
    ///
    /// **Range:** 100...599.
    public var bounds: ClosedRange<Int>

    /// What a status can be.
    public static let limits = 100...599

    /// These statuses.
    public init(_ bounds: ClosedRange<Int>) {
        self.bounds = bounds
    }
}

extension StatusRange: LosslessStringConvertible {
    /// `200` or `200-299`.
    public var description: String {
        bounds.count == 1 ? "\(bounds.lowerBound)" : "\(bounds.lowerBound)-\(bounds.upperBound)"
    }

    /// The statuses in the form of ``description``.
    ///
    /// **Errors:** nil for anything else.
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
