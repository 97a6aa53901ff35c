import Glibc

/// Returns the text of a file; nil: unreadable.
///
/// - Parameters:
///   - offset: the first byte.
///   - limit: the most bytes; files of `/proc` need no more than 4,096.
public func readText(_ path: String, from offset: Int = 0, limit: Int = 64 << 20) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readText(descriptor, from: offset, limit: limit)
}

/// Returns the text of an open file; nil: unreadable.
public func readText(
    _ descriptor: Int32, from offset: Int = 0, limit: Int = 64 << 20
) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 65_536))
    if offset > 0 { lseek(descriptor, offset, SEEK_SET) }
    while bytes.count < limit {
        let count = read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Returns the names in a directory without `.` and `..`; nil: unreadable.
public func names(in directory: String) -> [String]? {
    guard let stream = opendir(directory) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}
