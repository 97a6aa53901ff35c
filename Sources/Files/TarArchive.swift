import Glibc

/// An archive of regular files in the format of `tar`.
///
/// **Source:** POSIX.1-2017, pax: ustar interchange format, and extended headers for long names.
public enum TarArchive {
    /// A file of an archive.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The permissions.
        public var mode: UInt32
        /// The contents.
        public var bytes: [UInt8]

        /// Creates a file.
        public init(name: String, mode: UInt32, bytes: [UInt8]) {
            self.name = name
            self.mode = mode
            self.bytes = bytes
        }
    }

    /// A reason why bytes are no archive.
    public struct Damage: Error, Sendable, Hashable, CustomStringConvertible {
        /// The reason.
        public let description: String
    }

    private static let block = 512
    /// The most bytes of a name.
    private static let nameLimit = 4096

    /// Returns the bytes of a file in an archive.
    ///
    /// - Parameter time: seconds since 1970.
    public static func encoded(_ member: Member, time: Int64) -> [UInt8] {
        var name = Array(member.name.utf8)
        var bytes: [UInt8] = []
        if name.count > 100 {
            let record = extended("path", name)
            bytes += header(
                Array("PaxHeader".utf8), mode: 0o600, size: record.count, time: time, kind: "x")
            bytes += padded(record)
            name = Array(name.prefix(100))
        }
        bytes += header(name, mode: member.mode, size: member.bytes.count, time: time, kind: "0")
        return bytes + padded(member.bytes)
    }

    /// The end of an archive.
    public static let end = [UInt8](repeating: 0, count: 2 * block)

    /// A record of an extended header: its length in decimal digits, the keyword and the value.
    private static func extended(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(keyword)=".utf8) + value + [0x0a]
        var length = rest.count
        while String(length).utf8.count + rest.count != length {
            length = rest.count + String(length).utf8.count
        }
        return Array(String(length).utf8) + rest
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (block - bytes.count % block) % block)
    }

    private static func header(
        _ name: [UInt8], mode: UInt32, size: Int, time: Int64, kind: Character
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: [UInt8], at place: Int) {
            header.replaceSubrange(place..<(place + bytes.count), with: bytes)
        }
        func put(octal value: UInt64, at place: Int, digits: Int) {
            let text = String(value, radix: 8)
            put(Array((String(repeating: "0", count: digits - text.count) + text).utf8), at: place)
        }
        put(name, at: 0)
        put(octal: UInt64(mode & 0o7777), at: 100, digits: 7)
        put(octal: 0, at: 108, digits: 7)
        put(octal: 0, at: 116, digits: 7)
        put(octal: UInt64(size), at: 124, digits: 11)
        put(octal: UInt64(max(0, time)), at: 136, digits: 11)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        put(Array("\(kind)".utf8), at: 156)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(Array("root".utf8), at: 265)
        put(Array("root".utf8), at: 297)
        put(octal: UInt64(sum(of: header)), at: 148, digits: 6)
        header[154] = 0
        return header
    }

    private static func sum(of header: [UInt8]) -> Int {
        header.reduce(0) { $0 + Int($1) }
    }

    /// Returns the files of an archive.
    ///
    /// Directories are skipped, and links and devices are refused.
    ///
    /// **Errors:** `Damage`: it is no archive, is cut, or has another kind of member.
    public static func members(of bytes: [UInt8]) throws(Damage) -> [Member] {
        var members: [Member] = []
        var place = 0
        var longName: String?
        while true {
            guard place + block <= bytes.count else { throw Damage(description: "it is cut off") }
            let header = Array(bytes[place..<(place + block)])
            place += block
            if header.allSatisfy({ $0 == 0 }) { return members }
            var blank = header
            for index in 148..<156 { blank[index] = 0x20 }
            guard octal(header[148..<156]) == sum(of: blank),
                header[257..<262].elementsEqual("ustar".utf8)
            else { throw Damage(description: "it is no tar archive, or is damaged") }
            guard let size = octal(header[124..<136]), let mode = octal(header[100..<108]),
                size <= bytes.count - place
            else { throw Damage(description: "it is cut off") }
            let contents = Array(bytes[place..<(place + size)])
            place = min(bytes.count, place + (size + block - 1) / block * block)
            switch header[156] {
            case UInt8(ascii: "x"):
                longName = try path(in: contents)
            case UInt8(ascii: "g"), UInt8(ascii: "5"):
                longName = nil
            case 0, UInt8(ascii: "0"):
                let prefix = text(header[345..<500])
                let short = text(header[0..<100])
                let name = longName ?? (prefix.isEmpty ? short : prefix + "/" + short)
                members.append(Member(name: name, mode: UInt32(mode & 0o7777), bytes: contents))
                longName = nil
            default:
                throw Damage(description: "it has a link, a device or another kind of member")
            }
        }
    }

    /// The `path` of an extended header.
    private static func path(in records: [UInt8]) throws(Damage) -> String? {
        var rest = records[...]
        var path: String?
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 0x20 }
            guard digits.count < 8, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 2, length <= rest.count
            else { throw Damage(description: "it has a damaged extended header") }
            let record = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
            if record.starts(with: "path=".utf8) {
                guard record.count <= nameLimit else {
                    throw Damage(description: "it has a name that is too long")
                }
                path = String(decoding: record.dropFirst(5), as: UTF8.self)
            }
            rest = rest.dropFirst(length)
        }
        return path
    }

    /// The number in octal digits; nil: there is none, or something else, such as a sign.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = text(field).filter { $0 != " " }
        guard digits.allSatisfy({ ("0"..."7").contains($0) }) else { return nil }
        return Int(digits, radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
