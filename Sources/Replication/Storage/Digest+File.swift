import Files
import Glibc
import Model

extension Digest {
    /// The most bytes that are read at once.
    static let step = 1 << 18

    /// Computes the digest and the size of an open file, from its current position to its end.
    ///
    /// - Parameter copy: a descriptor that gets the same bytes; -1: none.
    ///
    /// **Errors:** `HostFailure`: it can't be read or copied, or has more bytes than
    /// ``ManifestLimits/file``.
    static func of(
        _ descriptor: Int32, _ operation: String, copy: Int32 = -1
    ) throws(HostFailure) -> (digest: Digest, size: Int) {
        var stream = DigestStream()
        var size = 0
        var buffer = [UInt8](repeating: 0, count: step)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw HostFailure(operation: operation, .last) }
            if count == 0 { return (stream.finish(), size) }
            size += count
            guard size <= ManifestLimits.file else {
                throw HostFailure(
                    operation: operation,
                    reason: "it has more than \(ManifestLimits.file >> 20) MiB")
            }
            buffer.withUnsafeBytes { stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            var done = 0
            while copy >= 0 && done < count {
                let written = buffer.withUnsafeBytes {
                    write(copy, $0.baseAddress?.advanced(by: done), count - done)
                }
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw HostFailure(operation: operation, .last) }
                done += written
            }
        }
    }
}
