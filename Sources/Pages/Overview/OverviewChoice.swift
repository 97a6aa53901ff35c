import Model

/// The services that a viewer wants to see.
struct OverviewChoice: Sendable, Hashable {
    /// The words in the name or the address; "": all services.
    let words: String
    /// The number of the page, from 1.
    let number: Int

    /// The services of a page.
    static let size = 200
    /// The most characters of the words.
    private static let wordLimit = 100

    /// Reads the fields of a query.
    init(_ query: [String: String]) {
        words = String((query["find"] ?? "").clean.prefix(Self.wordLimit))
        number = max(1, Int(query["page"] ?? "") ?? 1)
    }

    /// Returns the services with the words, in their order.
    func matches(among all: [ServiceSummary]) -> [ServiceSummary] {
        let words = words.lowercased()
        guard !words.isEmpty else { return all }
        return all.filter {
            $0.name.lowercased().contains(words) || $0.place.contains(words)
        }
    }

    /// Returns those of the page.
    func page(of found: [ServiceSummary]) -> ArraySlice<ServiceSummary> {
        found.dropFirst((min(number, Self.pages(of: found.count)) - 1) * Self.size)
            .prefix(Self.size)
    }

    private static func pages(of count: Int) -> Int { max(1, (count + size - 1) / size) }

    /// Returns links to the other pages; nil: there is one page.
    func links(for count: Int) -> HTML? {
        let pages = Self.pages(of: count)
        guard pages > 1 else { return nil }
        let links = (1...pages).map { page -> HTML in
            let first = (page - 1) * Self.size + 1
            let last = min(count, page * Self.size)
            if page == min(number, pages) {
                return "<li><b aria-current=\"page\">\(first)-\(last)</b></li>\n"
            }
            return """
                <li><a href="/?page=\(page)&amp;find=\(query: words)">\(first)-\(last)</a></li>

                """
        }
        return "<nav aria-label=\"Services\"><ul class=\"pages\">\(links)</ul></nav>"
    }
}
