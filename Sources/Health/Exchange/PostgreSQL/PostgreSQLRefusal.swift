/// An `ErrorResponse` of PostgreSQL.
struct PostgreSQLRefusal: Equatable {
    /// The SQLSTATE.
    let code: String
    private let severity: String
    private let message: String

    /// `FATAL 28P01: password authentication failed for user "x"`.
    var summary: String { "\(severity) \(code): \(message)" }

    /// Parses the error in a message's body; nil for an invalid message.
    init?(_ body: ArraySlice<UInt8>) {
        var reader = ByteReader(body)
        var fields: [UInt8: String] = [:]
        while let type = reader.byte(), type != 0 {
            guard let text = reader.text() else { return nil }
            fields[type] = Printable.text(text.prefix(100))
        }
        guard let code = fields[UInt8(ascii: "C")], let message = fields[UInt8(ascii: "M")] else {
            return nil
        }
        self.code = code
        self.message = message
        severity = fields[UInt8(ascii: "S")] ?? "ERROR"
    }
}
