import Glibc

/// A text file of `/proc`, `/sys` or `/lib/modules`, of any size up to a limit.
struct ProcessFile {
    /// The path.
    let path: String

    /// The largest number of bytes that are read: 16 MiB.
    private static let limit = 16 << 20

    /// Returns the lines; nil: the file can't be read.
    ///
    /// - Parameter isWanted: whether to continue after a line.
    func lines(while isWanted: (Substring) -> Bool = { _ in true }) -> [Substring]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var lines: [Substring] = []
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        while total < Self.limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            total += count
            rest += buffer[..<count]
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            for line in String(decoding: rest[..<end], as: UTF8.self).split(separator: "\n") {
                guard isWanted(line) else { return lines }
                lines.append(line)
            }
            rest.removeSubrange(...end)
        }
        if !rest.isEmpty { lines.append(Substring(String(decoding: rest, as: UTF8.self))) }
        return lines
    }
}
