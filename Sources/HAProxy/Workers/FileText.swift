import Files
import Glibc
import Model

/// The text of a file; nil when it can't be read.
func readText(_ path: String, from offset: Int = 0, limit: Int = 64 << 20) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    if offset > 0 { lseek(descriptor, offset, SEEK_SET) }
    while bytes.count < limit {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The size of a file; 0 when there is none.
func fileSize(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
}

/// Replaces a file, all or nothing; only its owner may read it.
///
/// **Errors:** `HostFailure`; the old file stays as it is.
func replaceFile(_ path: String, with text: String) throws(HostFailure) {
    try writeAtomically(Array(text.utf8), to: path)
}
