import Model

/// A message over the link of the synchronised connections that shows whether messages arrive.
///
/// It is a message of the kernel's daemon without connections, so that daemons ignore it, with the
/// name of its sender behind the header:
///
/// | byte | field |
/// | --- | --- |
/// | 0 | zero |
/// | 1 | synchronisation ID |
/// | 2 | length, 2 bytes |
/// | 4 | number of connections, zero |
/// | 5 | version of the protocol, 1 |
/// | 6 | zero, 2 bytes |
/// | 8 | `BLST` |
/// | 12 | name of the node, 1...255 bytes of UTF-8 |
///
/// Source: `ip_vs_sync.c`, `ip_vs_sync_mesg`, `ip_vs_process_message`.
struct SyncProbe: Equatable {
    /// The synchronisation ID.
    var id: UInt8
    /// The sender.
    var node: String

    /// The bytes at place 8.
    static let mark = Array("BLST".utf8)
    /// Number of bytes before the name.
    private static let fixed = 12

    init(id: UInt8, node: String) {
        self.id = id
        self.node = node
    }

    /// Decodes a message; nil: another one.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > Self.fixed, bytes.count <= Self.fixed + 255, bytes[0] == 0,
            Int(bytes[2]) << 8 | Int(bytes[3]) == bytes.count, bytes[4] == 0, bytes[5] == 1,
            Array(bytes[8..<Self.fixed]) == Self.mark,
            let name = String(validating: bytes[Self.fixed...], as: UTF8.self)
        else { return nil }
        self.init(id: bytes[1], node: name)
    }

    /// The message.
    var bytes: [UInt8] {
        let name = Array(node.utf8.prefix(255))
        let count = Self.fixed + name.count
        return [0, id, UInt8(count >> 8), UInt8(count & 0xff), 0, 1, 0, 0] + Self.mark + name
    }
}
