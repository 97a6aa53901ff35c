import Addresses
import Files
import Glibc

/// The listening TCP sockets of this network namespace.
///
/// **Source:** `proc(5)`, `/proc/net/tcp`; the kernel's `tcp_seq_start`: listening sockets precede
/// all others, so the connections of a busy host are not read.
package struct Listeners: Sendable {
    /// A listening socket.
    struct Entry: Sendable, Hashable {
        /// Its address and port.
        let endpoint: Endpoint
        /// The inode number, which identifies its owners.
        let inode: UInt64
    }

    /// A process that owns a socket.
    struct Holder: Sendable, Hashable, CustomStringConvertible {
        /// Its process id.
        let pid: Int32
        /// The program's name in the kernel.
        let name: String

        /// `nginx (process 812)`.
        var description: String { "\(name) (process \(pid))" }
    }

    private var byPort: [UInt16: [Entry]] = [:]
    private var byEndpoint: [Endpoint: [Entry]] = [:]
    /// The sockets that accept every address, by port.
    private var wide: [UInt16: [Entry]] = [:]

    /// Reads the current listening sockets.
    init() {
        for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] { read(table) }
    }

    /// Parses a table in the format of `/proc/net/tcp`.
    init(table text: String) {
        for line in text.split(separator: "\n") { _ = add(line) }
    }

    /// Returns the sockets that overlap an endpoint.
    func entries(overlapping endpoint: Endpoint) -> [Entry] {
        let others =
            endpoint.address.isUnspecified
            ? byPort[endpoint.port] ?? []
            : (byEndpoint[endpoint] ?? []) + (wide[endpoint.port] ?? [])
        return others.filter { $0.endpoint.overlaps(endpoint) }
    }

    /// Returns the ports on which processes with these names listen.
    package static func ports(ofProgramsNamed names: Set<String>) -> Set<UInt16> {
        let entries = Listeners().byPort.values.joined()
        let ports = Dictionary(
            entries.map { ($0.inode, $0.endpoint.port) }, uniquingKeysWith: { first, _ in first })
        let wanted = Set(ports.keys)
        var found: Set<UInt16> = []
        for process in ProcessEntry.all() ?? [] where process.name.map(names.contains) == true {
            found.formUnion((inodes(of: process.pid, among: wanted) ?? []).compactMap { ports[$0] })
        }
        return found
    }

    private mutating func read(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // Without IPv6 this table does not exist.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            for line in String(decoding: rest[..<end], as: UTF8.self).split(separator: "\n") {
                guard add(line) else { return }
            }
            rest.removeSubrange(...end)
        }
    }

    /// Adds a line; false: the socket does not listen.
    private mutating func add(_ line: Substring) -> Bool {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        // The header, or a line in an unknown format.
        guard words.count > 9, words[0].hasSuffix(":") else { return true }
        guard words[3] == "0A" else { return false }
        let parts = words[1].split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16),
            let address = Self.address(parts[0]), let inode = UInt64(words[9])
        else { return true }
        let entry = Entry(endpoint: Endpoint(address, port: port), inode: inode)
        byPort[port, default: []].append(entry)
        byEndpoint[entry.endpoint, default: []].append(entry)
        if address.isUnspecified { wide[port, default: []].append(entry) }
        return true
    }

    /// Parses an address, whose 32-bit words are printed in host byte order.
    private static func address(_ text: Substring) -> IPAddress? {
        let digits = Array(text.utf8)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 8) {
            let word = String(decoding: digits[start..<(start + 8)], as: UTF8.self)
            guard let number = UInt32(word, radix: 16) else { return nil }
            withUnsafeBytes(of: number) { bytes += $0 }
        }
        return IPAddress(bytes: bytes)
    }

    /// Returns those of the given sockets that a process owns; nil: the process can't be inspected.
    static func inodes(of pid: Int32, among wanted: Set<UInt64>) -> Set<UInt64>? {
        let folder = "/proc/\(pid)/fd"
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var found: Set<UInt64> = []
        // Listening sockets are opened early, before the many connections of a worker.
        while found.count < wanted.count, let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var buffer = [CChar](repeating: 0, count: 64)
            let count = readlink("\(folder)/\(name)", &buffer, buffer.count)
            guard count > 9 else { continue }
            let link = String(
                decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard link.hasPrefix("socket:["), let inode = UInt64(link.dropFirst(8).dropLast()),
                wanted.contains(inode)
            else { continue }
            found.insert(inode)
        }
        return found
    }

    /// Returns a process that owns one of these sockets; nil: none is visible.
    ///
    /// - Parameter other: the name of a program to skip.
    static func holder(of inodes: Set<UInt64>, except other: String? = nil) -> Holder? {
        for entry in ProcessEntry.all() ?? [] {
            guard let held = Self.inodes(of: entry.pid, among: inodes), !held.isEmpty else {
                continue
            }
            if let other, entry.name == other { continue }
            return Holder(pid: entry.pid, name: entry.name ?? "a program")
        }
        return nil
    }
}
