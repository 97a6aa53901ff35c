import Glibc

/// The buffer of all sockets, and the sockets that may have unread bytes.
struct ReadBuffer {
    /// Maximum number of reads of a socket before the other sockets are served.
    static let readsAtOnce = 16

    private var buffer = [UInt8](repeating: 0, count: 16_384)
    /// The attempts whose sockets may have unread bytes.
    private var unread: [UInt64] = []

    var hasUnread: Bool { !unread.isEmpty }

    /// Reads from a socket; returns the bytes, or nil if the call failed.
    mutating func read(_ descriptor: Int32) -> ArraySlice<UInt8>? {
        let count = buffer.withUnsafeMutableBytes {
            recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        return count < 0 ? nil : buffer[..<count]
    }

    /// Records an attempt whose socket may have unread bytes.
    mutating func postpone(_ attempt: UInt64) { unread.append(attempt) }

    /// Removes and returns the attempts whose sockets may have unread bytes.
    mutating func drainUnread() -> [UInt64] {
        defer { unread.removeAll(keepingCapacity: true) }
        return unread
    }
}
