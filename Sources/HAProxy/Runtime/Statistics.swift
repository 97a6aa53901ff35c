/// What `show stat` says: a line for each frontend, backend, server and listener.
///
/// **Source:** HAProxy's management manual, 9.1 (CSV format).
public struct Statistics: Sendable, Hashable {
    /// One line.
    public struct Row: Sendable, Hashable {
        /// The proxy's name.
        public let proxy: String
        /// The server's name, `FRONTEND`, or `BACKEND`.
        public let server: String
        /// Every field that isn't empty, by its column's name.
        public let fields: [String: String]

        /// A number that isn't negative.
        public func number(_ column: String) -> UInt64? {
            fields[column].flatMap { UInt64($0) }
        }
        /// Sessions that are open.
        public var sessions: Int { number("scur").flatMap(Int.init(exactly:)) ?? 0 }
        /// Most sessions that a server takes; nil: any number.
        public var limit: Int? { number("slim").flatMap(Int.init(exactly:)) }
        /// `UP`, `DOWN`, `no check`, `DRAIN`, `MAINT`, `OPEN` and others.
        public var status: String { fields["status"] ?? "" }
    }

    /// In the order of the reply.
    public let rows: [Row]

    /// Reads the reply.
    ///
    /// A line without the names of proxy and server is left out; columns that are new in a later
    /// version are in the fields.
    ///
    /// **Errors:** nil when the first line doesn't name the columns.
    public init?(_ text: String) {
        let records = Self.records(text)
        guard let head = records.first, head.first == "# pxname", head.dropFirst().first == "svname"
        else { return nil }
        let columns = ["pxname"] + head.dropFirst()
        rows = records.dropFirst().compactMap { words in
            guard words.count >= 2, !words[0].isEmpty, !words[1].isEmpty else { return nil }
            var fields: [String: String] = [:]
            for (column, word) in zip(columns, words) where !word.isEmpty { fields[column] = word }
            return Row(proxy: words[0], server: words[1], fields: fields)
        }
    }

    /// Records of comma-separated values; a quoted one may hold commas, line ends and `""`.
    ///
    /// **Source:** RFC 4180.
    static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        func word() -> String { String(decoding: field, as: UTF8.self) }
        while let byte = next {
            next = bytes.next()
            switch byte {
            case UInt8(ascii: "\"") where !isQuoted && field.isEmpty: isQuoted = true
            case UInt8(ascii: "\"") where isQuoted:
                if next == UInt8(ascii: "\"") {
                    field.append(byte)
                    next = bytes.next()
                } else {
                    isQuoted = false
                }
            case UInt8(ascii: ",") where !isQuoted:
                record.append(word())
                field = []
            case UInt8(ascii: "\n") where !isQuoted:
                record.append(word())
                if record != [""] { records.append(record) }
                (record, field) = ([], [])
            default: field.append(byte)
            }
        }
        record.append(word())
        if record != [""] { records.append(record) }
        return records
    }
}
