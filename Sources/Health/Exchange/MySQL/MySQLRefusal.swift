/// The error packet of MySQL.
///
/// Source: MySQL's protocol documentation, ERR_Packet.
struct MySQLRefusal: Equatable {
    /// `1045 (28000): Access denied for user ...`.
    let summary: String

    /// Parses the error in a packet's payload; nil when it is no error.
    init?(_ payload: ArraySlice<UInt8>) {
        var reader = ByteReader(payload)
        guard reader.byte() == 0xff, let code = reader.little(2) else { return nil }
        var state = ""
        if reader.rest.first == UInt8(ascii: "#"), let text = reader.bytes(6) {
            state = " (\(Printable.text(text.dropFirst())))"
        }
        summary = "error \(code)\(state): \(Printable.text(reader.rest.prefix(100)))"
    }
}
