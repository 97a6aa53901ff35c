import Model

/// An SSL service: its endpoints, and the proxy or endpoint behind it.
struct ListenerSheet: Sendable {
    private let listener: PageListener

    init(_ listener: PageListener) {
        self.listener = listener
    }

    /// The contents.
    var body: PageBody {
        var facts = FactList()
        facts.add("Listens at", "\(listener.places.joined(separator: ", "))")
        facts.add("Requests go to", backend)
        return PageBody(
            title: listener.name, entry: .overview,
            content: """
                <h1>\(listener.name) <span class="quiet">SSL service</span></h1>
                \(facts.list)
                <p><a href="/certificates">Certificates</a></p>
                """)
    }

    private var backend: HTML {
        guard let proxy = listener.proxy else { return "\(listener.backend)" }
        return "<a href=\"\(path: "services", proxy)\">\(proxy)</a>"
    }
}
