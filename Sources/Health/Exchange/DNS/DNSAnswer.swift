import Addresses
import Model

/// The answer to a query.
struct DNSAnswer: Equatable {
    /// Whether the answer was truncated.
    let isTruncated: Bool
    /// The response code: 0 is no error.
    let code: Int
    /// The data of each record of the requested type, in zone file syntax.
    let data: [String]

    /// Parses the answer to this query.
    ///
    /// **Errors:** `unrelated` for an answer to another query, `malformed` for an invalid message.
    init(_ message: [UInt8], to question: DNSQuestion) throws(DNSFault) {
        var reader = ByteReader(message[...])
        guard let identifier = reader.big(2), let flags = reader.big(2),
            let questions = reader.big(2), let answers = reader.big(2), reader.big(4) != nil
        else { throw .malformed }
        guard identifier == question.identifier, flags & 0x8000 != 0 else { throw .unrelated }
        isTruncated = flags & 0x0200 != 0
        code = flags & 0x0f
        // Servers that cannot parse a query do not repeat it.
        if questions == 0, code != 0 {
            data = []
            return
        }
        var place = 12
        let start = place
        guard questions == 1, DNSName.read(message, at: &place) != nil, place + 4 <= message.count
        else { throw .malformed }
        place += 4
        guard Self.isSame(message[start..<place], question.question[...]) else {
            throw .unrelated
        }
        var data: [String] = []
        if !isTruncated {
            for _ in 0..<answers {
                if let record = try Self.record(message, at: &place, question.type) {
                    data.append(record)
                }
            }
        }
        self.data = data
    }

    /// Compares names, ignoring case.
    private static func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
        return left.map(lower) == right.map(lower)
    }

    /// Reads the next record's data; nil for a record of another type.
    private static func record(
        _ message: [UInt8], at place: inout Int, _ wanted: UInt16
    ) throws(DNSFault) -> String? {
        guard DNSName.read(message, at: &place) != nil else { throw .malformed }
        var reader = ByteReader(message[place...])
        guard let type = reader.big(2), let kind = reader.big(2), reader.big(4) != nil,
            let length = reader.big(2), reader.bytes(length) != nil
        else { throw .malformed }
        let start = place + 10
        place = start + length
        guard type == Int(wanted), kind == 1 else { return nil }
        guard let text = text(message, start..<place, wanted) else { throw .malformed }
        return text
    }

    /// Data in zone file syntax; nil for data that do not fit their type.
    private static func text(
        _ message: [UInt8], _ range: Range<Int>, _ type: UInt16
    ) -> String? {
        var reader = ByteReader(message[range])
        var numbers: [String] = []
        switch type {
        case 1: return range.count == 4 ? IPAddress(bytes: message[range])?.description : nil
        case 28: return range.count == 16 ? IPAddress(bytes: message[range])?.description : nil
        case 16:
            var texts: [String] = []
            while let count = reader.byte() {
                guard let text = reader.bytes(Int(count)) else { return nil }
                texts.append("\"\(DNSName.escaped(text, also: "\""))\"")
            }
            return texts.joined(separator: " ")
        default:
            // PTR has no number before its name, MX has one, SRV has three.
            for _ in 0..<(type == 12 ? 0 : type == 15 ? 1 : 3) {
                guard let number = reader.big(2) else { return nil }
                numbers.append("\(number)")
            }
        }
        var place = range.upperBound - reader.rest.count
        guard let name = DNSName.read(message, at: &place), place == range.upperBound else {
            return nil
        }
        return (numbers + [DNSName.text(name)]).joined(separator: " ")
    }

    /// The response code in words.
    var codeText: String {
        switch code {
        case 0: "NOERROR"
        case 1: "FORMERR"
        case 2: "SERVFAIL"
        case 3: "NXDOMAIN"
        case 4: "NOTIMP"
        case 5: "REFUSED"
        default: "response code \(code)"
        }
    }
}
