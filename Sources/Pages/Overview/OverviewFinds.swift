import Model

/// The SSL services, and the servers that the search has found.
struct OverviewFinds: Sendable {
    /// All SSL services.
    var listeners: [PageListener] = []
    /// The servers with the words.
    var servers: [PagePlace] = []

    /// The most servers.
    static let limit = 50

    /// The lines; empty without SSL services and servers.
    func html(for choice: OverviewChoice) -> HTML {
        let words = choice.words.lowercased()
        let found = listeners.filter { listener in
            words.isEmpty
                || ([listener.name] + listener.places).contains { $0.lowercased().contains(words) }
        }
        let services = Self.list("SSL services", found.map(line))
        return "\(services)\(Self.list("Servers", servers.map(line)))"
    }

    private static func list(_ title: String, _ lines: [HTML]) -> HTML {
        guard !lines.isEmpty else { return "" }
        return "<h3>\(title)</h3>\n<ul class=\"found\">\(lines)</ul>\n"
    }

    private func line(_ listener: PageListener) -> HTML {
        let places = listener.places.joined(separator: ", ")
        guard let proxy = listener.proxy else {
            return "<li><b>\(listener.name)</b> \(places), to \(listener.backend)</li>\n"
        }
        return """
            <li><b>\(listener.name)</b> \(places), to \
            <a href="\(path: "services", proxy)">\(proxy)</a></li>

            """
    }

    private func line(_ place: PagePlace) -> HTML {
        """
        <li><a href="\(path: "services", place.service, "servers", place.server)">\
        \(place.service)/\(place.server)</a> \(place.address)</li>

        """
    }
}
