import Glibc

/// The rest of an open file, read as a whole and up to a limit.
public enum BoundedRead: Sendable, Hashable {
    /// All bytes.
    case bytes([UInt8])
    /// The file has more bytes than the limit.
    case tooLarge
    /// The system's error number. Source: `read(2)`.
    case failed(Int32)

    /// Reads from the current position to the end.
    ///
    /// - Parameters:
    ///   - limit: the most bytes.
    ///   - size: the expected number of bytes, which may be wrong.
    public init(of descriptor: Int32, limit: Int, expecting size: Int = 0) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(max(0, size), limit) + 1)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                self = .failed(errno)
                return
            }
            if count == 0 {
                self = .bytes(bytes)
                return
            }
            guard bytes.count + count <= limit else {
                self = .tooLarge
                return
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
