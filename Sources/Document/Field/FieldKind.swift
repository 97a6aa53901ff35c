/// The kind of a field's value.
enum FieldKind: Sendable {
    /// An object's name: 1...64 characters, none of them white space, a control or `/`.
    case name
    /// A network interface's name: 1...15 bytes (`IFNAMSIZ`).
    case interface
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A fixed number of whole numbers, each in the range.
    case integers(count: Int, ClosedRange<Int>)
    /// `true` or `false`.
    case boolean
    /// `true`, `false`, or a mapping.
    case booleanOrObject(ObjectTable)
    /// A number with its unit.
    case duration(DurationRule)
    /// One word of a set.
    case word([String])
    /// Words of a set, each at most once.
    case words([String])
    /// An IPv4 or IPv6 address.
    case address
    /// A list of addresses.
    case addresses
    /// An address with the length of its network part.
    case prefix
    /// An IPv4 netmask, ones before zeros.
    case netmask
    /// An address with a port.
    case endpoint
    /// One port, a range of ports, or a list of them.
    case ports
    /// An address with or without a port.
    case serverAddress
    /// A mapping.
    case object(ObjectTable)
    /// A mapping, or the value of one of its keys alone; the other keys have their defaults.
    case objectOrOne(ObjectTable, String)
    /// A list of mappings.
    case objects(ObjectTable)
    /// A word of a set, or a mapping whose first key has that word.
    case wordOrObject([String], ObjectTable)
    /// A word of a set, or a whole number.
    case wordOrInteger([String], ClosedRange<Int>)
    /// A word of a set, a whole number, or a mapping.
    case wordOrIntegerOrObject([String], ClosedRange<Int>, ObjectTable)
    /// One address with a port, or a list of them.
    case endpoints
    /// An address with or without a port, or a word of a set.
    case wordOrServerAddress([String])
    /// An address with or without a port, a word of a set, or a mapping.
    case serverAddressOrWordOrObject([String], ObjectTable)
    /// A text with a length in the range, in bytes.
    case text(ClosedRange<Int>)
    /// A text with a length in the range, in bytes, or a list of them.
    case textList(ClosedRange<Int>)
    /// A mapping of words to texts.
    case texts
    /// A list of HTTP statuses and ranges of them.
    case statuses
    /// A list of mail addresses.
    case mailAddresses
    /// A weight, or a share in percent.
    case weightOrShare
    /// A word of a set, or a number with its unit.
    case wordOrDuration([String], DurationRule)
    /// A whole number, or a share in percent.
    case countOrShare
    /// A share in percent.
    case percent(ClosedRange<Int>)
    /// A number of bytes with its unit.
    case size(ClosedRange<Int>)

    /// Its name in messages: "has to be …".
    var noun: String {
        switch self {
        case .name, .interface, .text: "a text"
        case .integer: "a number"
        case .integers(let count, _): "a list of \(count) numbers"
        case .boolean: "true or false"
        case .booleanOrObject: "true, false or a mapping"
        case .duration: "a duration"
        case .word: "a word"
        case .words: "a list of words"
        case .address: "an address"
        case .addresses: "a list of addresses"
        case .prefix: "an address with a prefix length"
        case .netmask: "a netmask"
        case .endpoint: "an address and port"
        case .ports: "a port, a range of ports, or a list of them"
        case .serverAddress: "an address, with or without a port"
        case .object: "a mapping"
        case .objectOrOne(_, let key): "its \"\(key)\", or a mapping"
        case .objects: "a list"
        case .wordOrObject: "a word or a mapping"
        case .wordOrInteger: "a word or a number"
        case .wordOrIntegerOrObject: "a word, a number or a mapping"
        case .endpoints: "an address and port, or a list of them"
        case .wordOrServerAddress: "a word, or an address with or without a port"
        case .textList: "a text, or a list of texts"
        case .serverAddressOrWordOrObject(let words, _):
            "an address, with or without a port, \(words.joined(separator: ", ")), or a mapping"
        case .texts: "a mapping of texts"
        case .statuses: "a list of statuses"
        case .mailAddresses: "a list of mail addresses"
        case .percent: "a share in percent"
        case .wordOrDuration: "a word or a duration"
        case .countOrShare: "a number, or a share in percent"
        case .size: "a size"
        case .weightOrShare: "a weight or a share"
        }
    }

    /// An example value, for a hint.
    var example: String {
        switch self {
        case .name: "web"
        case .interface: "eth0"
        case .integer(let range), .integers(_, let range): String(max(range.lowerBound, 1))
        case .boolean, .booleanOrObject: "true"
        case .duration: "10s"
        case .word(let words), .wordOrObject(let words, _), .wordOrInteger(let words, _),
            .wordOrIntegerOrObject(let words, _, _), .wordOrServerAddress(let words),
            .wordOrDuration(let words, _):
            words.first ?? ""
        case .words(let words): "[\(words.first ?? "")]"
        case .address: "10.0.0.11"
        case .addresses: "[10.0.0.254]"
        case .prefix: "10.0.0.100/24"
        case .netmask: "255.255.255.0"
        case .endpoint, .endpoints: "10.0.0.100:80"
        case .ports: "[80, 443]"
        case .serverAddress, .serverAddressOrWordOrObject: "10.0.0.11:80"
        case .text, .textList: "text"
        case .texts: "{Name: text}"
        case .statuses: "[200-299]"
        case .mailAddresses: "[ops@example.org]"
        case .percent(let range): "\(range.upperBound)%"
        case .size: "64KiB"
        case .weightOrShare: "30%"
        case .countOrShare: "50%"
        case .object: "{…}"
        case .objectOrOne(let table, let key): table.field(key)?.kind.example ?? "{…}"
        case .objects: "[]"
        }
    }

    /// The mapping that the value is or contains.
    var object: ObjectTable? {
        switch self {
        case .object(let table), .objects(let table), .objectOrOne(let table, _),
            .wordOrObject(_, let table), .booleanOrObject(let table),
            .wordOrIntegerOrObject(_, _, let table),
            .serverAddressOrWordOrObject(_, let table):
            table
        default: nil
        }
    }
}
