import Model

/// The comparison of two error rates: the exact one-sided test of two proportions, by period.
///
/// With the total of failed requests in a period given, the number among those of the canary is
/// distributed hypergeometrically if both fail equally often then. The sum over the periods is
/// distributed as the convolution. So an hour in which all servers fail often shows nothing, also
/// if the canary has a larger share of it than of the hours before. An approximation by the normal
/// distribution counts one failure of thirty as proof where the others have none.
public struct ErrorComparison: Sendable, Hashable {
    /// The requests of the canary.
    public let canary: CanaryCounts
    /// The requests to which they are compared.
    public let reference: CanaryCounts
    /// The requests by period.
    private let periods: [Period]
    /// The smallest difference of the rates that counts.
    private let least: Double

    /// The requests of a time in which the shares of the servers did not change.
    public struct Period: Sendable, Hashable {
        /// Those of the canary.
        public var canary: CanaryCounts
        /// Those to which they are compared.
        public var reference: CanaryCounts

        /// Creates the requests of a time.
        public init(_ canary: CanaryCounts, _ reference: CanaryCounts) {
            self.canary = canary
            self.reference = reference
        }
    }

    /// The fewest requests of a reference.
    public static let leastRequests: UInt64 = 30
    /// The fewest failed requests of the canary.
    public static let leastErrors: UInt64 = 3
    /// The rate of failures that passes where the reference has too few requests.
    public static let allowance = 0.01
    /// The smallest difference of the rates.
    public static let leastDifference = 0.01
    /// The probability of so many failures, or more, below which the canary counts as worse.
    public static let level = 0.001
    /// The same for a normal distribution, in standard deviations.
    private static let deviations = 3.0902
    /// The variance from which the normal distribution is used, because the exact one has too many
    /// terms and does not differ.
    private static let largeVariance = 10_000.0

    /// Creates a comparison without periods.
    public init(
        _ canary: CanaryCounts, with reference: CanaryCounts,
        least: Double = ErrorComparison.leastDifference
    ) {
        self.init([Period(canary, reference)], least: least)
    }

    /// Creates a comparison by period.
    ///
    /// - Parameter least: the smallest difference of the rates that counts.
    public init(_ periods: [Period], least: Double = ErrorComparison.leastDifference) {
        canary = periods.reduce(CanaryCounts()) { $0 + $1.canary }
        reference = periods.reduce(CanaryCounts()) { $0 + $1.reference }
        self.periods = periods.filter { $0.canary.requests > 0 }
        self.least = least
    }

    /// Whether the reference has too few requests, so that a fixed rate takes its place.
    ///
    /// Those of periods in which the canary had none show nothing.
    public var isReferenceSmall: Bool {
        periods.reduce(0) { $0 + $1.reference.requests } < Self.leastRequests
    }

    /// The rate that passes: that of the reference, and at least ``allowance`` if it is small.
    ///
    /// **Range:** 0...1.
    public var allowed: Double {
        let rate = reference.rate
        return isReferenceSmall ? max(Self.allowance, rate) : rate
    }

    /// Whether the canary fails more often, beyond chance.
    public var isWorse: Bool {
        guard canary.errors >= Self.leastErrors else { return false }
        guard !isReferenceSmall else {
            return canary.rate - allowed > least && excess < Self.level
        }
        guard difference > least else { return false }
        let (mean, variance) = moments
        guard variance < Self.largeVariance else {
            return Double(canary.errors) - 0.5 - mean > Self.deviations * variance.squareRoot()
        }
        return probability < Self.level
    }

    /// `1 %`, or `12.5 %`.
    var allowedWords: String {
        let tenths = Int((allowed * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    /// The difference of the rates within the periods, weighted by their requests.
    ///
    /// **Range:** -1...1. Source: Mantel and Haenszel.
    private var difference: Double {
        var (sum, weights) = (0.0, 0.0)
        for period in periods {
            let (own, other) = period.requests
            guard own + other > 0 else { continue }
            let weight = own * other / (own + other)
            sum += weight * (period.canary.rate - period.reference.rate)
            weights += weight
        }
        return weights > 0 ? sum / weights : 0
    }

    /// The expected number of failed requests of the canary if both are equal, and its variance.
    private var moments: (mean: Double, variance: Double) {
        periods.reduce((0, 0)) { moments, period in
            let (own, other) = period.requests
            let all = own + other
            guard all > 1 else { return (moments.0 + Double(period.canary.errors), moments.1) }
            let mean = period.failed * own / all
            let variance = mean * (other / all) * (all - period.failed) / (all - 1)
            return (moments.0 + mean, moments.1 + variance)
        }
    }

    /// The probability of as many failed requests of the canary, or more, if each fails at the
    /// allowed rate: the binomial distribution.
    ///
    /// **Range:** 0...1.
    public var excess: Double {
        guard canary.requests > 0, allowed > 0, allowed < 1 else { return 1 }
        return CountDistribution.binomial(Double(canary.requests), rate: allowed)
            .tail(from: Double(canary.errors))
    }

    /// The probability of as many failed requests of the canary, or more, if both are equal in each
    /// period.
    ///
    /// **Range:** 0...1.
    public var probability: Double {
        periods.map { period in
            let (own, other) = period.requests
            return CountDistribution.hypergeometric(own: own, other: other, failed: period.failed)
        }.reduce(CountDistribution(always: 0)) { $0.convolved(with: $1) }
            .tail(from: Double(canary.errors))
    }
}

extension ErrorComparison.Period {
    fileprivate var requests: (own: Double, other: Double) {
        (Double(canary.requests), Double(reference.requests))
    }

    /// The number of failed requests of both.
    fileprivate var failed: Double { Double(canary.errors) + Double(reference.errors) }
}

extension CanaryCounts {
    /// The share of failed requests; 0 without requests.
    fileprivate var rate: Double { Double(errors) / Double(max(1, requests)) }
}
