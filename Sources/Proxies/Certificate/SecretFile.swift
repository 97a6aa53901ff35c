import Certificates
import Files
import Glibc
import Model

/// Reads a file that may hold a key into memory that is wiped afterwards.
///
/// The file is named on the command line, so links are followed.
///
/// **Errors:** `HostFailure`: it can't be read, or exceeds the limit.
package func readSecret(_ path: String) throws -> SecretBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var facts = stat()
    guard descriptor >= 0, fstat(descriptor, &facts) == 0 else {
        throw HostFailure(operation: "read \(path)", .last)
    }
    defer { close(descriptor) }
    return try secret(in: descriptor, facts, of: path)
}

/// Reads a file that a document names and that may hold a key, as ``readSecret(_:)``.
///
/// **Errors:** `FileRefusal`: another user could replace it; as ``readSecret(_:)``.
package func readSecret(
    _ file: TrustedFile, limit: Int = FileContents.sizeLimit
) throws -> SecretBytes {
    let (descriptor, facts) = try file.open()
    defer { close(descriptor) }
    return try secret(in: descriptor, facts, of: file.path, limit: limit)
}

extension SecretBytes {
    /// The first line, without its line break and byte order mark: the secret in a hand-written
    /// file.
    package var firstLine: SecretBytes {
        withBytes { bytes in
            let hasByteOrderMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
            var line = bytes.dropFirst(hasByteOrderMark ? 3 : 0).prefix { $0 != UInt8(ascii: "\n") }
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            return SecretBytes(UnsafeRawBufferPointer(rebasing: line))
        }
    }
}

private func secret(
    in descriptor: Int32, _ facts: stat, of path: String, limit: Int = FileContents.sizeLimit
) throws -> SecretBytes {
    func failure(_ reason: String? = nil) -> HostFailure {
        let operation = "read \(path)"
        return reason.map { HostFailure(operation: operation, reason: $0) }
            ?? HostFailure(operation: operation, .last)
    }
    let isFile = facts.st_mode & S_IFMT == S_IFREG
    guard !isFile || facts.st_size <= limit else {
        throw failure("\(FileRefusal.Reason.tooLarge(limit))")
    }
    return try SecretBytes(capacity: (isFile ? Int(facts.st_size) : limit) + 1) { memory in
        var count = 0
        while count < memory.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: memory[count...])
            let added = Glibc.read(descriptor, part.baseAddress, part.count)
            if added < 0 && errno == EINTR { continue }
            guard added >= 0 else { throw failure() }
            if added == 0 { return count }
            count += added
        }
        throw failure("it grows while it is read, or is too large")
    }
}

/// Writes a file for its owner only, atomically, and returns when it is safe on disk.
///
/// No file ever has the key with wider permissions. Another user's files in the directory are
/// neither followed nor written to.
///
/// - Parameter replacing: whether an existing file can be replaced; otherwise not even a file that
///   another program creates at the same moment is.
///
/// **Errors:** `HostFailure`; the old file is unchanged.
package func writeSecret(_ secret: SecretBytes, to path: String, replacing: Bool) throws {
    try secret.withBytes { try writeAtomically($0, to: path, replacing: replacing) }
}
