import Model

/// The comparison of two error rates: the exact one-sided test of two proportions.
///
/// With the total of failed requests given, the number among those of the canary is distributed
/// hypergeometrically if both fail equally often. An approximation by the normal distribution
/// counts one failure of thirty as proof where the others have none.
public struct ErrorComparison: Sendable, Hashable {
    /// The requests of the canary.
    public let canary: CanaryCounts
    /// The requests to which they are compared.
    public let reference: CanaryCounts

    /// The fewest requests of each that are compared.
    public static let leastRequests: UInt64 = 30
    /// The fewest failed requests of the canary.
    public static let leastErrors: UInt64 = 3
    /// The rate of failures that passes where the reference has too few requests.
    public static let allowance = 0.01
    /// The smallest difference of the rates.
    public static let leastDifference = 0.01
    /// The probability of so many failures, or more, below which the canary counts as worse; of a
    /// normal distribution, 3.09 standard deviations.
    public static let level = 0.001

    /// Creates a comparison.
    public init(_ canary: CanaryCounts, with reference: CanaryCounts) {
        self.canary = canary
        self.reference = reference
    }

    /// Whether the reference has too few requests, so that a fixed rate takes its place.
    public var isReferenceSmall: Bool { reference.requests < Self.leastRequests }

    /// The rate that passes: that of the reference, and at least ``allowance`` if it is small.
    ///
    /// **Range:** 0...1.
    public var allowed: Double {
        let rate = Self.rate(of: reference)
        return isReferenceSmall ? max(Self.allowance, rate) : rate
    }

    /// Whether the canary fails more often, beyond chance.
    public var isWorse: Bool {
        guard canary.requests >= Self.leastRequests, canary.errors >= Self.leastErrors else {
            return false
        }
        let difference = Self.rate(of: canary) - allowed
        let probability = isReferenceSmall ? excess : probability
        return difference > Self.leastDifference && probability < Self.level
    }

    /// `1 %`, or `12.5 %`.
    var allowedWords: String {
        let tenths = Int((allowed * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    private static func rate(of counts: CanaryCounts) -> Double {
        Double(counts.errors) / Double(max(1, counts.requests))
    }

    /// The probability of as many failed requests of the canary, or more, if each fails at the
    /// allowed rate: the binomial distribution.
    ///
    /// **Range:** 0...1.
    public var excess: Double {
        let (own, rate) = (Double(canary.requests), allowed)
        guard own > 0, rate > 0, rate < 1 else { return 1 }
        return tail(in: 0...own, around: ((own + 1) * rate).rounded(.down)) { count in
            (own - count) * rate / ((count + 1) * (1 - rate))
        }
    }

    /// The probability of as many failed requests of the canary, or more, if both are equal.
    ///
    /// **Range:** 0...1.
    public var probability: Double {
        let (own, other) = (Double(canary.requests), Double(reference.requests))
        let failed = Double(canary.errors) + Double(reference.errors)
        let least = max(0, failed - other)
        let most = min(failed, own)
        guard most > least, own > 0, other > 0 else { return 1 }
        let likeliest = ((failed + 1) * (own + 1) / (own + other + 2)).rounded(.down)
        return tail(in: least...most, around: likeliest) { count in
            (failed - count) * (own - count) / ((count + 1) * (other - failed + count + 1))
        }
    }

    /// Returns the probability of as many failed requests of the canary, or more.
    ///
    /// - Parameters:
    ///   - range: the possible numbers.
    ///   - likeliest: the most probable number.
    ///   - ratio: the probability of one failure more, relative to that of its argument.
    private func tail(
        in range: ClosedRange<Double>, around likeliest: Double, _ ratio: (Double) -> Double
    ) -> Double {
        let (least, most) = (range.lowerBound, range.upperBound)
        let mode = min(most, max(least, likeliest))
        var (sum, tail) = (0.0, 0.0)
        func add(_ weight: Double, _ count: Double) {
            sum += weight
            if count >= Double(canary.errors) { tail += weight }
        }
        // From the most probable number outwards, so that no term is too small to begin with.
        var (count, weight) = (mode, 1.0)
        while count <= most, weight > Self.negligible {
            add(weight, count)
            weight *= ratio(count)
            count += 1
        }
        (count, weight) = (mode, 1.0)
        while count > least {
            weight /= ratio(count - 1)
            guard weight > Self.negligible else { break }
            count -= 1
            add(weight, count)
        }
        return tail / sum
    }

    /// The weight, relative to the largest one, below which a term does not count.
    private static let negligible = 1e-15
}
