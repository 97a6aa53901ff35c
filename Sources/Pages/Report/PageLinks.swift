/// Links to the pages of a long table.
struct PageLinks: Sendable {
    private let count: Int
    private let size: Int
    private let number: Int

    /// - Parameters:
    ///   - count: the number of rows.
    ///   - size: the rows of a page.
    ///   - number: the number of the shown page, from 1.
    init(_ count: Int, size: Int, number: Int) {
        self.count = count
        self.size = size
        self.number = min(number, max(1, (count + size - 1) / size))
    }

    /// The rows of the page.
    var range: Range<Int> {
        let first = (number - 1) * size
        return min(first, count)..<min(count, first + size)
    }

    /// Returns the links; nil: there is one page.
    ///
    /// Of many pages, those near the shown one, the first and the last are linked.
    ///
    /// - Parameters:
    ///   - title: the name of the table.
    ///   - address: returns the address of a page.
    func html(_ title: String, _ address: (Int) -> String) -> HTML? {
        let pages = (count + size - 1) / size
        guard pages > 1 else { return nil }
        let shown = (1...pages).filter { $0 == 1 || $0 == pages || abs($0 - number) <= 4 }
        let links = shown.map { page -> HTML in
            let text = "\((page - 1) * size + 1)-\(min(count, page * size))"
            return page == number
                ? "<li><b aria-current=\"page\">\(text)</b></li>\n"
                : "<li><a href=\"\(address(page))\">\(text)</a></li>\n"
        }
        return "<nav aria-label=\"\(title)\"><ul class=\"pages\">\(links)</ul></nav>"
    }
}
