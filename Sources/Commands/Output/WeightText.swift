import Model

/// A weight as a product: the document's weight times one factor for each other term.
struct WeightText {
    private let terms: [WeightTerm]
    private let got: Int?
    private let holder: String

    /// - Parameters:
    ///   - got: the weight in force; nil: none.
    ///   - holder: the name of the program that applies it.
    init(_ terms: [WeightTerm], got: Int?, in holder: String) {
        self.terms = terms
        self.got = got
        self.holder = holder
    }

    /// Returns the product in one line, then one line for each factor, and one for each term after
    /// a weight of 0, which has no effect.
    func lines(_ layout: Layout) -> [String] {
        guard let first = terms.first, let last = terms.last else { return [] }
        var factors = [(sign: " ", number: "\(first.weight)", reason: "in the document")]
        for (before, term) in zip(terms, terms.dropFirst()) {
            if before.weight == 0, term.weight == 0 {
                // The product of 0 has ended; the term is listed without a factor.
                factors.append((" ", "", term.reason))
            } else if term.term == .check {
                // The check's weight replaces the document's.
                factors = [(" ", "\(term.weight)", "\(term.reason), instead of \(before.weight)")]
            } else {
                factors.append(("x", Self.factor(before.weight, term.weight), term.reason))
            }
        }
        let product = factors.map(\.number).filter { !$0.isEmpty }.joined(separator: " x ")
        let same = got == last.weight ? ", as in \(holder)" : ""
        let other = got == last.weight ? "" : "; \(holder) has \(got.map { "\($0)" } ?? "none")"
        let width = factors.map(\.number.count).max() ?? 0
        return layout.lines(
            field("weight", "\(last.weight) = \(product)\(same)\(other)"), rest: fieldIndent)
            + factors.flatMap { factor in
                let number =
                    factor.number + String(repeating: " ", count: width - factor.number.count)
                return layout.lines(
                    "\(factor.sign) \(number)  \(factor.reason)", first: fieldIndent,
                    rest: fieldIndent + "     ")
            }
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

/// The spaces before the text of a field.
let fieldIndent = "          "

/// Returns a line with a name and a text, which starts in the same column for all names.
func field(_ name: String, _ text: String) -> String {
    name + String(repeating: " ", count: max(1, fieldIndent.count - name.count)) + text
}
