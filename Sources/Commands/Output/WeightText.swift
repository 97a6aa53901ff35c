import Model

/// A weight as a product: the document's weight times one factor for each other term.
struct WeightText {
    private let product: WeightProduct
    private let got: Int?
    private let holder: String

    /// - Parameters:
    ///   - got: the weight in force; nil: none.
    ///   - holder: the name of the program that applies it.
    init(_ terms: [WeightTerm], got: Int?, in holder: String) {
        product = WeightProduct(terms)
        self.got = got
        self.holder = holder
    }

    /// Returns the product in one line, then one line for each factor, and one for each term after
    /// a weight of 0, which has no effect.
    func lines(_ layout: Layout) -> [String] {
        guard let weight = product.weight else { return [] }
        let same = got == weight ? ", as in \(holder)" : ""
        let other = got == weight ? "" : "; \(holder) has \(got.map { "\($0)" } ?? "none")"
        let width = product.factors.map(\.number.count).max() ?? 0
        return layout.lines(
            field("weight", "\(product.equation)\(same)\(other)"), rest: fieldIndent)
            + product.factors.flatMap { factor in
                let number =
                    factor.number + String(repeating: " ", count: width - factor.number.count)
                return layout.lines(
                    "\(factor.sign) \(number)  \(factor.reason)", first: fieldIndent,
                    rest: fieldIndent + "     ")
            }
    }
}

/// The spaces before the text of a field.
let fieldIndent = "          "

/// Returns a line with a name and a text, which starts in the same column for all names.
func field(_ name: String, _ text: String) -> String {
    name + String(repeating: " ", count: max(1, fieldIndent.count - name.count)) + text
}
