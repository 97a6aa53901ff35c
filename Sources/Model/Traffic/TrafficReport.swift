/// The traffic of all services, proxies and servers.
public struct TrafficReport: Sendable, Codable, Hashable {
    /// The form of this answer; another one has another number.
    public private(set) var version = 1
    /// The rows: each service or proxy before its servers.
    public var rows: [TrafficRow]

    /// Creates a report.
    public init(_ rows: [TrafficRow]) {
        self.rows = rows
    }

    /// The rows as comma-separated values.
    ///
    /// **Shape:** a line for each row, CRLF; unknown values are empty. Source: RFC 4180.
    public var csv: String {
        let numbers = TrafficColumn.allCases.filter { !$0.isText }
        var text = "service,server,layer,address,state,"
        text += numbers.map(\.rawValue).joined(separator: ",") + "\r\n"
        for row in rows {
            let words = [row.service, row.server ?? "", row.layer.rawValue, row.place, row.state]
            text += words.map(Self.field).joined(separator: ",")
            for column in numbers { text += "," + Self.text(of: column, row) }
            text += "\r\n"
        }
        return text
    }

    private static func text(of column: TrafficColumn, _ row: TrafficRow) -> String {
        // A total has all of its digits.
        if let total = column.total(of: row) { return "\(total)" }
        return column.number(of: row).map { "\($0)" } ?? ""
    }

    /// Returns a field; a text that would be a formula in a spreadsheet is quoted.
    private static func field(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@".contains($0) } ?? false
        let text = isFormula ? "'\(text)" : text
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }

    /// The form of the answer.
    public static let shape = RecordShape(
        "report", "The traffic of services, proxies and servers.",
        [
            .version(1),
            .required(
                "rows", .list(.record(row)), "The rows: each service before its servers."),
        ])

    private static let row = RecordShape(
        "trafficRow", "The traffic of a service, a proxy, or one of their servers.",
        [
            .required("service", .text, "The service or proxy."),
            .optional("server", .text, "The server; absent: all of them together."),
            .required("layer", .words(of: TrafficLayer.self), "The layer."),
            .required("address", .text, "The endpoint, or the mark."),
            .required("state", .text, "The state in words."),
            .required("active", .count, "Active connections; of a proxy: sessions."),
            .required("inactive", .count, "Inactive connections; of a proxy: waiting requests."),
            .required(
                "rates",
                .record(
                    RecordShape(
                        "trafficRates", "The traffic of a second; absent values are unknown.",
                        rates)), "The traffic of a second."),
            .optional(
                "totals",
                .record(
                    RecordShape(
                        "trafficTotals", "The traffic since the counters began, 64 bits each.",
                        totals)), "The traffic since the counters began; absent: unknown."),
        ])

    private static let rates: [RecordShape.Key] = [
        .optional("connections", .number, "New connections; of a proxy: sessions."),
        .optional("bytesIn", .number, "Bytes from clients."),
        .optional("bytesOut", .number, "Bytes to clients."),
        .optional("packetsIn", .number, "Packets from clients; absent: of a proxy."),
        .optional("packetsOut", .number, "Packets to clients; absent: of a proxy."),
    ]

    private static let totals: [RecordShape.Key] = [
        .required("connections", .count, "Connections; of a proxy: sessions."),
        .required("bytesIn", .count, "Bytes from clients."),
        .required("bytesOut", .count, "Bytes to clients."),
        .optional("packetsIn", .count, "Packets from clients; absent: of a proxy."),
        .optional("packetsOut", .count, "Packets to clients; absent: of a proxy."),
    ]
}
