/// A weight as a product: the document's weight times one factor for each other term.
public struct WeightProduct: Sendable, Hashable {
    /// The factors in their order.
    ///
    /// **Shape:** empty without terms.
    public private(set) var factors: [Factor] = []
    /// The weight; nil: there are no terms.
    public let weight: Int?

    /// A factor with its reason.
    public struct Factor: Sendable, Hashable {
        /// The sign before the number: `x`, or a space for the first one.
        public let sign: String
        /// The number; "": the term has no effect, because the product is 0 already.
        public let number: String
        /// The reason.
        public let reason: String
    }

    /// Creates the product of terms in their order.
    public init(_ terms: [WeightTerm]) {
        weight = terms.last?.weight
        guard let first = terms.first else { return }
        factors = [Factor(sign: " ", number: "\(first.weight)", reason: "in the document")]
        for (before, term) in zip(terms, terms.dropFirst()) {
            if before.weight == 0, term.weight == 0 {
                // The product of 0 has ended; the term is listed without a factor.
                factors.append(Factor(sign: " ", number: "", reason: term.reason))
            } else if term.term == .check {
                // The check's weight replaces the document's.
                factors = [
                    Factor(
                        sign: " ", number: "\(term.weight)",
                        reason: "\(term.reason), instead of \(before.weight)")
                ]
            } else {
                factors.append(
                    Factor(
                        sign: "x", number: Self.factor(before.weight, term.weight),
                        reason: term.reason))
            }
        }
    }

    /// The product in a line: `4 = 8 x 0.5`; "": there are no terms.
    public var equation: String {
        guard let weight else { return "" }
        return "\(weight) = "
            + factors.map(\.number).filter { !$0.isEmpty }.joined(separator: " x ")
    }

    private static func factor(_ before: Int, _ after: Int) -> String {
        if after == 0 { return "0" }
        if after == before { return "1" }
        guard before != 0 else { return "\(after)" }
        let hundredths = (after * 100 + before / 2) / before
        let whole = "\(hundredths / 100)"
        let rest = hundredths % 100
        if rest == 0 { return whole }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
