/// The reason why a form was refused, before the form.
struct ProblemNote: Sendable {
    private let problem: String?

    /// - Parameter problem: a sentence; nil: there is none.
    init(_ problem: String?) {
        self.problem = problem
    }

    /// The note; empty without a problem.
    var html: HTML {
        guard let problem else { return "" }
        return "<p class=\"problem\" role=\"alert\">\(Self.sentence(problem))</p>"
    }

    /// Returns a text of the program's messages as a sentence.
    static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
