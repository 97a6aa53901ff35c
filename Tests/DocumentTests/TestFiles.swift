import Glibc
import Testing

/// Files beside the tests.
enum TestFiles {
    /// The directory of these tests.
    static let directory: String = {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    }()

    /// The top of the repository.
    static let root = directory + "/../.."

    /// The names in a directory with this ending, sorted.
    static func names(in directory: String, ending: String = "") -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), name.hasSuffix(ending) { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a file.
    ///
    /// **Errors:** an issue of the test, and nothing.
    static func bytes(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            Issue.record("there is no file \(path)")
            return []
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The text of a file.
    static func text(_ path: String) -> String {
        String(decoding: bytes(path), as: UTF8.self)
    }

    /// Writes a file.
    ///
    /// **Errors:** an issue of the test.
    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "wbe") else {
            Issue.record("\(path) can't be written")
            return
        }
        defer { fclose(file) }
        fputs(text, file)
    }
}
