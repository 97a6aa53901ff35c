/// The holding page in a frame, as clients see it.
struct HoldingPart: Sendable {
    private let page: PageHolding

    init(_ page: PageHolding) {
        self.page = page
    }

    /// The part.
    var html: HTML {
        """
        <p>\(source)</p>
        \(ProblemNote(page.problem).html)
        <iframe class="preview" name="preview" title="Preview of the holding page" sandbox \
        src="/configuration/holding/preview"></iframe>
        """
    }

    private var source: HTML {
        if let file = page.file {
            return """
                Clients see the file <code>\(file)</code> while no server works. Edit the file: \
                Ballast reads it again when it changes. A text that you apply here is written into \
                the document instead.
                """
        }
        if page.isBuiltIn {
            return """
                Clients see the page of the program while no server works. A text that you apply \
                here is written into the document.
                """
        }
        return "Clients see this page of the document while no server works."
    }
}
