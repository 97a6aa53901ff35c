/// The edit that is undone unless it is confirmed, with the button that confirms it.
struct ConfirmationNote: Sendable {
    private let confirmation: PageConfirmation?
    private let mayConfirm: Bool
    private let now: Int64

    /// - Parameters:
    ///   - confirmation: nil: no edit waits.
    ///   - now: milliseconds since 1970.
    init(_ confirmation: PageConfirmation?, mayConfirm: Bool, now: Int64) {
        self.confirmation = confirmation
        self.mayConfirm = mayConfirm
        self.now = now
    }

    /// The note; empty without such an edit.
    var html: HTML {
        guard let confirmation else { return "" }
        let form: HTML = """
            <form action="/configuration/confirm" method="post">\(proof: .session)
            <button>Confirm the edit</button>
            </form>
            """
        let button: HTML? = mayConfirm ? form : nil
        return """
            <section class="problem confirmation" aria-label="Unconfirmed edit">
            <p><b>The edit in force is undone at \
            <time datetime="\(PageTime.standard(confirmation.deadline))">\
            \(PageTime.clock(confirmation.deadline, at: now))</time></b> unless it is confirmed: \
            <span role="timer" data-until="\(confirmation.deadline)">\
            \(PageTime.age(of: now, at: confirmation.deadline))</span> left.</p>
            \(lacking(confirmation))
            \(button)
            </section>
            """
    }

    private func lacking(_ confirmation: PageConfirmation) -> HTML? {
        guard let first = confirmation.lacking.first else { return nil }
        return "<p>The host does not have all of it yet: \(first)</p>"
    }
}
