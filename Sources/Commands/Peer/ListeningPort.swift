import Files

/// TCP ports on which a program of this network namespace listens.
enum ListeningPort {
    /// Whether a program listens on a port, at any address.
    ///
    /// It makes no connection, which the program would notice. Source: `proc(5)`, `/proc/net/tcp`;
    /// state 0A is `TCP_LISTEN`.
    static func isOpen(_ port: UInt16) -> Bool {
        ["tcp", "tcp6"].contains { name in
            // A kernel without IPv6 has no tcp6.
            has(port, in: readText("/proc/self/net/\(name)", limit: 16 << 20) ?? "")
        }
    }

    /// Whether a table of the kernel has a listener on a port.
    static func has(_ port: UInt16, in table: String) -> Bool {
        table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            guard words.count > 3, words[3] == "0A",
                let number = words[1].split(separator: ":").last
            else { return false }
            return UInt16(number, radix: 16) == port
        }
    }
}
