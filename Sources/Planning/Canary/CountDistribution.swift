/// The probabilities of a whole number, without those that are negligible.
struct CountDistribution {
    /// The number of the first probability.
    private var least: Double
    /// The probabilities of this number and the following ones; their sum is 1.
    private var weights: [Double]

    /// The probability, relative to the largest one, below which a number does not count.
    private static let negligible = 1e-15

    /// Creates the distribution of a number that is always the same.
    init(always number: Double) {
        least = number
        weights = [1]
    }

    /// Creates a distribution.
    ///
    /// It is computed from the most probable number outwards, so that no term is too small to begin
    /// with.
    ///
    /// - Parameters:
    ///   - range: the possible numbers.
    ///   - likeliest: a number near the most probable one.
    ///   - ratio: the probability of one more, relative to that of its argument.
    private init(
        in range: ClosedRange<Double>, around likeliest: Double, _ ratio: (Double) -> Double
    ) {
        let (bottom, top) = (range.lowerBound, range.upperBound)
        let mode = min(top, max(bottom, likeliest))
        var above: [Double] = []
        var (count, weight) = (mode, 1.0)
        while count <= top, weight > Self.negligible {
            above.append(weight)
            weight *= ratio(count)
            count += 1
        }
        var below: [Double] = []
        (count, weight) = (mode, 1.0)
        while count > bottom {
            weight /= ratio(count - 1)
            guard weight > Self.negligible else { break }
            count -= 1
            below.append(weight)
        }
        least = count
        weights = below.reversed() + above
        normalize()
    }

    /// Creates the hypergeometric distribution: the failed requests of the canary, if both fail
    /// equally often.
    ///
    /// - Parameters:
    ///   - own: the number of the canary's requests.
    ///   - other: the number of other requests.
    ///   - failed: the number of failed requests of both.
    static func hypergeometric(own: Double, other: Double, failed: Double) -> CountDistribution {
        let range = max(0, failed - other)...min(failed, own)
        guard range.upperBound > range.lowerBound else {
            return CountDistribution(always: range.lowerBound)
        }
        let likeliest = ((failed + 1) * (own + 1) / (own + other + 2)).rounded(.down)
        return CountDistribution(in: range, around: likeliest) { count in
            (failed - count) * (own - count) / ((count + 1) * (other - failed + count + 1))
        }
    }

    /// Creates the binomial distribution.
    ///
    /// - Parameters:
    ///   - number: the number of requests.
    ///   - rate: the probability that one fails, above 0 and below 1.
    static func binomial(_ number: Double, rate: Double) -> CountDistribution {
        let likeliest = ((number + 1) * rate).rounded(.down)
        return CountDistribution(in: 0...number, around: likeliest) { count in
            (number - count) * rate / ((count + 1) * (1 - rate))
        }
    }

    /// Returns the distribution of the sum of two independent numbers.
    func convolved(with other: CountDistribution) -> CountDistribution {
        var sum = CountDistribution(always: least + other.least)
        sum.weights = Array(repeating: 0, count: weights.count + other.weights.count - 1)
        for (place, weight) in weights.enumerated() {
            for (position, factor) in other.weights.enumerated() {
                sum.weights[place + position] += weight * factor
            }
        }
        sum.trim()
        return sum
    }

    /// Returns the probability of a number, or of a larger one.
    ///
    /// **Range:** 0...1.
    func tail(from number: Double) -> Double {
        let first = max(0, number - least)
        guard first < Double(weights.count) else { return 0 }
        // The smallest terms first.
        return min(1, weights[Int(first)...].reversed().reduce(0, +))
    }

    private mutating func trim() {
        let limit = (weights.max() ?? 0) * Self.negligible
        let first = weights.firstIndex { $0 > limit } ?? 0
        let last = weights.lastIndex { $0 > limit } ?? weights.count - 1
        least += Double(first)
        weights = Array(weights[first...last])
        normalize()
    }

    private mutating func normalize() {
        let sum = weights.reduce(0, +)
        for place in weights.indices { weights[place] /= sum }
    }
}
