import Model

/// The question before the last server that works is taken out of service.
struct LastServerQuestion: Sendable {
    let service: String
    let server: String
    /// The button: drain, offline.
    let word: String
    /// The reason that was given.
    let message: String
    /// The page of the form.
    let from: String
    /// The number of the other servers, none of which works.
    let others: Int
    /// Whether another server serves the clients.
    let hasFallback: Bool

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "The last server", entry: .overview,
            content: """
                <section class="sheet">
                <h1>The last server that works</h1>
                <p class="problem" role="alert">\(reason) Nothing was done yet.</p>
                <form action="\(path: "services", service, "servers", server)" method="post">\
                \(proof: .session)<input type="hidden" name="message" value="\(message)">\
                <input type="hidden" name="from" value="\(from)">\
                <input type="hidden" name="sure" value="yes">
                <p><button name="to" value="\(word)">\(title) \(server) all the same</button></p>
                </form>
                <p><a href="\(path: "services", service)">Back to \(service)</a></p>
                </section>
                """)
    }

    private var title: String { word == "drain" ? "Drain" : "Take offline" }

    private var reason: String {
        let rest =
            others == 0
            ? "it has no other server" : "none of its \(counted(others, "other server")) works"
        let end =
            hasFallback
            ? "New clients go to the fallback." : "New clients are refused without it."
        return "\(server) is the last server of \(service) that works: \(rest). \(end)"
    }
}
