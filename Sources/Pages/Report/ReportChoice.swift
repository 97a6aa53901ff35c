import Admin
import Model

/// The part of the traffic report that a viewer wants to see.
struct ReportChoice: Sendable, Hashable {
    /// The rows.
    let rows: TrafficChoice
    /// The table.
    let view: ReportView
    /// The number of the page, from 1.
    let number: Int

    /// The rows of a page.
    static let size = 200

    /// Reads the fields of a query.
    init(_ query: [String: String]) {
        rows = TrafficChoice(query)
        view = query["view"].flatMap { ReportView(rawValue: $0) } ?? .status
        number = max(1, Int(query["page"] ?? "") ?? 1)
    }

    /// Returns the fields of the address of another choice.
    ///
    /// - Parameters:
    ///   - sort: the column of the order; nil: the same order.
    ///   - page: the number of the page; nil: an export, which has all rows and no view.
    func query(
        view: ReportView? = nil, sort: TrafficColumn? = nil, page: Int? = 1
    ) -> String {
        var fields: [(String, String)] = []
        if page != nil { fields.append(("view", (view ?? self.view).rawValue)) }
        if let layer = rows.layer { fields.append(("layer", layer.rawValue)) }
        if let level = rows.level { fields.append(("level", level.rawValue)) }
        if !rows.words.isEmpty { fields.append(("find", rows.words)) }
        fields.append(("sort", (sort ?? rows.sort).rawValue))
        let isReversed = sort.map { $0 == rows.sort && !rows.isReversed } ?? rows.isReversed
        if isReversed { fields.append(("order", "reverse")) }
        if let page, page > 1 { fields.append(("page", "\(page)")) }
        return fields.map { "\($0.0)=\(PathText.escaped($0.1))" }.joined(separator: "&")
    }
}
