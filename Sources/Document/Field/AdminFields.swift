import Model

/// The keys of `admin`.
enum AdminFields: Int, ObjectFields {
    case listen, certificate, power, statistics, statisticsPage

    static let table = ObjectTable(
        "admin section", of: Self.self, "Interfaces for operators.")

    var field: Field {
        switch self {
        case .listen:
            Field(
                .endpoint,
                "Address and port of the API over TLS, usually port 9443. Default: no API. "
                    + "0.0.0.0 or [::] serves it on each node.")
        case .certificate:
            Field(
                .text(1...4096),
                "PEM file with the certificate of the API, its chain and its key; each node has "
                    + "its own, and replication leaves it out. Default: a self-signed "
                    + "certificate that each node makes in its state directory.")
        case .power:
            Field(
                .boolean, default: false,
                "Whether people of the group conf may restart and halt the node from its page.")
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
