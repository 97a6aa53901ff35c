import Glibc
import Testing

/// A directory of a test, which is removed with it.
final class Workplace: Sendable {
    /// Its path.
    let path: String

    init() throws {
        let name = "/tmp/ballast-replication-\(UInt64.random(in: 1...UInt64.max))"
        try #require(mkdir(name, 0o700) == 0)
        path = name
    }

    deinit {
        Self.remove(path)
    }

    /// Writes a file with its directories.
    func write(_ text: String, to name: String, mode: mode_t = 0o644) {
        write(Array(text.utf8), to: name, mode: mode)
    }

    /// Writes a file with its directories.
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o644) {
        var made = path
        for part in name.split(separator: "/").dropLast() {
            made += "/\(part)"
            mkdir(made, 0o755)
        }
        // A process of another test that inherited the file would keep it open for writing.
        let temporary = "\(path)/\(name).writing"
        guard let file = fopen(temporary, "wbe") else {
            Issue.record("\(name) can't be written")
            return
        }
        _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        fclose(file)
        chmod(temporary, mode)
        rename(temporary, "\(path)/\(name)")
    }

    /// The text of a file; nil: there is none.
    func text(_ name: String) -> String? {
        bytes(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file; nil: there is none.
    func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen("\(path)/\(name)", "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The names in a directory, hidden ones included, sorted.
    func names(_ name: String = "") -> [String] {
        guard let stream = opendir("\(path)/\(name)") else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or a directory.
    func remove(_ name: String) { Self.remove("\(path)/\(name)") }

    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        guard let stream = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        closedir(stream)
        for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
