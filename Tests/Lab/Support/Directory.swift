import Glibc

/// A directory that is removed with its last reference.
public final class Directory: Sendable {
    /// Its absolute path.
    public let path: String

    /// An empty directory under `/tmp`.
    public init() throws(LabFailure) {
        var template = Array("/tmp/lab.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .call("make a directory") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What stays behind is in the lab's memory and goes with it.
        _ = try? Program(["rm", "-rf", "--", path]).run()
    }

    /// Truncates and writes the file, as most editors and every shell do.
    public func write(_ text: String, to name: String) throws(LabFailure) {
        try Self.write(text, to: "\(path)/\(name)")
    }

    /// Writes a second file and renames it over the first, as careful programs do.
    public func replace(_ name: String, with text: String) throws(LabFailure) {
        try Self.write(text, to: "\(path)/.\(name).new")
        _ = try checked("rename over \(name)") { rename("\(path)/.\(name).new", "\(path)/\(name)") }
    }

    private static func write(_ text: String, to path: String) throws(LabFailure) {
        let file = try checked("open \(path)") {
            open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        }
        defer { close(file) }
        var text = text
        let length = text.utf8.count
        let written = try checked("write \(path)") {
            text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
        }
        guard written == length else { throw LabFailure("wrote \(written) of \(length) bytes") }
    }
}
