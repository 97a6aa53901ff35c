import Addresses
import Model

/// A query to a DNS server.
///
/// Source: RFC 1035 section 4; RFC 3596 (AAAA), RFC 2782 (SRV).
struct DNSQuestion: Sendable {
    let identifier: UInt16
    /// The name in labels.
    let name: [UInt8]
    let type: UInt16

    /// The bytes of the query, without TCP's length prefix.
    ///
    /// Recursion is desired, for servers that forward queries.
    var message: [UInt8] {
        var bytes: [UInt8] = []
        for word in [Int(identifier), 0x0100, 1, 0, 0, 0] { bytes.append(big: word, 2) }
        return bytes + question
    }

    /// The question section of the message: the name, its type, and the class IN.
    var question: [UInt8] {
        var bytes = name
        bytes.append(big: Int(type), 2)
        bytes.append(big: 1, 2)
        return bytes
    }
}
