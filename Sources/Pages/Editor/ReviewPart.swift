import Model

/// The judgement of a text: its findings at their lines, its plan, its difference from the file.
struct ReviewPart: Sendable {
    private let review: PageReview
    private let lines: [Substring]

    /// The most steps that are listed.
    private static let limit = 200

    /// - Parameter text: the judged text.
    init(_ review: PageReview, of text: String) {
        self.review = review
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The part.
    var html: HTML {
        """
        <section id="review" aria-label="Findings and plan">
        \(findings)
        \(plan)
        <h2>Difference from the file</h2>
        \(DifferenceText(review.difference, name: "The change of the file").html)
        </section>
        """
    }

    private var findings: HTML {
        let errors = review.findings.count { $0.severity == .error }
        let warnings = review.findings.count - errors
        let state: HTML = errors > 0 ? "bad" : warnings > 0 ? "odd" : "good"
        let more: HTML? = review.omitted > 0 ? "<p>And \(review.omitted) more.</p>" : nil
        return """
            <h2>Findings</h2>
            <p class="verdict" data-state="\(state)"><b>\(verdict(errors, warnings))</b></p>
            <ol class="findings">\(review.findings.map(finding))</ol>
            \(more)
            """
    }

    private func verdict(_ errors: Int, _ warnings: Int) -> String {
        if errors > 0 { return "! \(counted(errors, "error")): this text is refused" }
        return warnings > 0 ? "~ valid, with \(counted(warnings, "warning"))" : "valid"
    }

    private func finding(_ finding: Diagnostic) -> HTML {
        let line = finding.location?.line
        let place: HTML? = line.map { "<b class=\"line\">line \($0)</b>: " }
        let state: HTML = finding.severity == .error ? "bad" : "odd"
        let hint: HTML? = finding.hint.map { "<span class=\"quiet\">\($0)</span>" }
        return """
            <li data-line="\(line ?? 0)" data-column="\(finding.location?.column ?? 0)" \
            data-length="\(finding.location?.length ?? 0)" data-state="\(state)">\(place)\
            <span class="message">\(finding.severity.rawValue): \(finding.message)</span> \
            <span class="quiet">[\(finding.code.rawValue)]</span> \(hint)\(excerpt(of: line))</li>

            """
    }

    /// The line of a finding, for a person without a script.
    private func excerpt(of line: Int?) -> HTML? {
        guard let line, lines.indices.contains(line - 1) else { return nil }
        return "<code class=\"excerpt\">\(lines[line - 1].prefix(200).description)</code>"
    }

    private var plan: HTML {
        guard let plan = review.plan else {
            let reason = review.problem ?? "A text with errors has no plan."
            return "<h2>Plan</h2>\n<p>\(ProblemNote.sentence(reason))</p>"
        }
        let notes = plan.notes.map { "<li>\($0)</li>\n" as HTML }
        let more: HTML? =
            plan.steps.count > Self.limit
            ? "<p>And \(plan.steps.count - Self.limit) more steps.</p>" : nil
        guard !plan.steps.isEmpty else {
            return """
                <h2>Plan</h2>
                <p>Nothing changes on the host.</p>
                <ul>\(notes)</ul>
                """
        }
        return """
            <h2>Plan</h2>
            <p>\(counted(plan.steps.count, "step")): \(plan.summary). Worst effect: \
            <b>\(plan.risk?.rawValue)</b>.</p>
            <ol class="steps">\(plan.steps.prefix(Self.limit).map(step))</ol>
            \(more)
            <ul>\(notes)</ul>
            """
    }

    private func step(_ step: StepRecord) -> HTML {
        let state: HTML = step.risk == .hitless ? "good" : step.risk == .drains ? "off" : "odd"
        return """
            <li data-state="\(state)"><code>\(step.line)</code> \
            <span class="risk">\(step.risk.rawValue)</span></li>

            """
    }
}
