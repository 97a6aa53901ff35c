/// The look of a cell; a sign or a word beside it has the same meaning.
enum CellStyle: Sendable, Hashable {
    /// Ordinary text.
    case plain
    /// A heading.
    case strong
    /// Clients are hurt.
    case bad
    /// The host differs from the document.
    case odd
    /// The operator's doing, and text of less interest.
    case faint
    /// The selected line.
    case selected

    /// The parameters of the sequence that selects the look.
    ///
    /// Source: ECMA-48, 8.3.117, SGR.
    ///
    /// - Parameter isColoured: false: a terminal without colours, or `NO_COLOR`.
    func parameters(isColoured: Bool) -> String {
        switch self {
        case .plain: "0"
        case .strong: "0;1"
        case .bad: isColoured ? "0;1;31" : "0;1"
        case .odd: isColoured ? "0;33" : "0"
        case .faint: isColoured ? "0;2" : "0"
        case .selected: "0;7"
        }
    }
}
