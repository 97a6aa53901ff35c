import Addresses
import Model

/// A question to a DNS server, and what an answer says.
///
/// Source: RFC 1035 section 4; RFC 3596 (AAAA), RFC 2782 (SRV).
struct DNSQuestion: Sendable {
    let identifier: UInt16
    /// The name in labels.
    let name: [UInt8]
    let type: UInt16

    /// The message as it goes out, without the length that TCP puts before it.
    ///
    /// Recursion is desired, for servers that have the answer from others.
    var message: [UInt8] {
        var bytes: [UInt8] = []
        for word in [Int(identifier), 0x0100, 1, 0, 0, 0] { bytes.append(big: word, 2) }
        return bytes + question
    }

    /// The question's own part of the message: the name, its type, and the class IN.
    var question: [UInt8] {
        var bytes = name
        bytes.append(big: Int(type), 2)
        bytes.append(big: 1, 2)
        return bytes
    }
}

extension RecordType {
    /// Its number in questions and answers.
    var number: UInt16 {
        switch self {
        case .a: 1
        case .ptr: 12
        case .mx: 15
        case .txt: 16
        case .aaaa: 28
        case .srv: 33
        }
    }
}

/// What came back.
struct DNSAnswer: Equatable {
    /// Whether it did not fit.
    let isTruncated: Bool
    /// The response code: 0 is no error.
    let code: Int
    /// The data of each record of the type that was asked for, as a zone file has it.
    let data: [String]

    /// The answer to this question in a message.
    ///
    /// **Errors:** `unrelated` for another's answer, `malformed` for what can't be read.
    init(_ message: [UInt8], to question: DNSQuestion) throws(DNSFault) {
        var reader = ByteReader(message[...])
        guard let identifier = reader.big(2), let flags = reader.big(2),
            let questions = reader.big(2), let answers = reader.big(2), reader.big(4) != nil
        else { throw .malformed }
        guard identifier == question.identifier, flags & 0x8000 != 0 else { throw .unrelated }
        isTruncated = flags & 0x0200 != 0
        code = flags & 0x0f
        // Servers that can't read a question don't repeat it.
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

    /// Letters of names are the same in either case.
    private static func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
        return left.map(lower) == right.map(lower)
    }

    /// The next record's data; nil for a record of another type.
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

    /// Data as a zone file has it; nil for what does not fit its type.
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

/// What is wrong with an answer.
enum DNSFault: Error {
    /// It is not to this question.
    case unrelated
    /// It can't be read.
    case malformed
}
