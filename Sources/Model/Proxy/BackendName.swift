/// The name of a section or of a server of haproxy.cfg, in the names of the document.
public struct BackendName: Sendable, Hashable {
    /// The proxy or the SSL service; empty: the section belongs to neither.
    public let owner: String
    /// The route, or another part of it; nil: the section is that of the owner itself.
    public let part: String?

    /// Reads a name of haproxy.cfg that Ballast wrote.
    public init(_ name: String) {
        // A `:` of a name is written `:3a`, so two of them separate the part from the owner.
        guard let separator = name.utf8.firstSeparator else {
            owner = Self.decoded(name)
            part = nil
            return
        }
        owner = Self.decoded(String(name[..<separator]))
        part = Self.decoded(String(name[separator...].dropFirst(2)))
    }

    /// The proxy, or the route of one: `shop`, `route 2 of shop`.
    public var place: String { part.map { "route \($0) of \(owner)" } ?? owner }

    /// The name of a server: that of the document, and a part of ours by its own, `b1 (former)`.
    public var server: String {
        part.map { owner.isEmpty ? $0 : "\(owner) (\($0))" } ?? owner
    }

    /// The text with each `:XX` as the byte that it stands for.
    public static func decoded(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: ":")) else { return name }
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: ":"), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String.UTF8View {
    /// The position of the first `::`; nil: there is none.
    fileprivate var firstSeparator: Index? {
        var previous: Index?
        for index in indices {
            guard self[index] == UInt8(ascii: ":") else {
                previous = nil
                continue
            }
            if let previous { return previous }
            previous = index
        }
        return nil
    }
}
