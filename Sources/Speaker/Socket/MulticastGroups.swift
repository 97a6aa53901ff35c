import Addresses
import Glibc
import VRRP

/// The multicast groups of the interfaces.
///
/// The kernel deletes the groups of an interface with its part for the family, for example of IPv6
/// below an MTU of 1280, or on its way to another namespace.
///
/// Source: `/proc/net/igmp`, `/proc/net/igmp6`.
enum MulticastGroups {
    /// Whether an interface is in the group of VRRP; true if the files can't be read.
    static func has(_ family: AddressFamily, index: Int32) -> Bool {
        let path = family == .ipv4 ? "/proc/thread-self/net/igmp" : "/proc/thread-self/net/igmp6"
        // If the file is missing (no procfs), assume that the membership still exists.
        guard let text = read(path) else { return true }
        return family == .ipv4 ? hasFour(text, index) : hasSix(text, index)
    }

    /// A line `2  eth0 : 3 V3` for an interface, and a line `\t\t\t\t120000E0 ...` for a group: the
    /// bytes of the address in the order of this host.
    static func hasFour(_ text: String, _ index: Int32) -> Bool {
        let number = Datagram.group(of: .ipv4).bytes
        let word = number.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
        let group = hexadecimal(word)
        var isHere = false
        for line in text.split(separator: "\n") {
            let fields = line.split(whereSeparator: \.isWhitespace)
            if line.first?.isWhitespace == true {
                if isHere, fields.first.map(String.init) == group { return true }
            } else {
                isHere = fields.first.flatMap { Int32($0) } == index
            }
        }
        return false
    }

    /// A line `2 eth0 ff020000000000000000000000000012 1 0000000C 0` for each group.
    static func hasSix(_ text: String, _ index: Int32) -> Bool {
        let group = Datagram.group(of: .ipv6).bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return text.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            return fields.count > 2 && Int32(fields[0]) == index && fields[2] == group
        }
    }

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        // A bound: a host with thousands of interfaces has some 100 KB.
        while bytes.count < 8 << 20 {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ word: UInt32) -> String {
        let digits = String(word, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
