import Model

/// The keys of `admin`.
enum AdminFields: Int, ObjectFields {
    case statistics, statisticsPage

    static let table = ObjectTable(
        "admin section", of: Self.self, "Interfaces for operators.")

    var field: Field {
        switch self {
        case .statistics:
            Field(.endpoint, "Address and port of HAProxy's statistics page, usually port 7777.")
        case .statisticsPage:
            Field(
                .object(StatisticsPageFields.table),
                "Access to the statistics page. Default: open to every client that reaches its "
                    + "address.")
        }
    }
}
