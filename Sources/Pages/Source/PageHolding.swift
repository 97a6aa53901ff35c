/// The page that clients see while no server works.
public struct PageHolding: Sendable, Hashable {
    /// The HTML.
    public let html: String
    /// The file that has it; nil: the document itself, or the program.
    public let file: String?
    /// Whether it is the page of the program.
    public let isBuiltIn: Bool
    /// The reason why the page differs from the document; nil: it does not.
    public let problem: String?

    /// Creates a page.
    public init(html: String, file: String? = nil, isBuiltIn: Bool = false, problem: String? = nil)
    {
        self.html = html
        self.file = file
        self.isBuiltIn = isBuiltIn
        self.problem = problem
    }
}
