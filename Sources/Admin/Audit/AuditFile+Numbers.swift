import Files
import Glibc
import Model

/// The numbers of the lines. Another node uses them to ask for missing lines.
extension AuditFile {
    /// The part of a file in which the first or the last line is searched, longer than any line.
    private static let part = 64 << 10

    /// The number of the last line; nil: there is none.
    ///
    /// The caller has the lock.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    func lastNumber() throws(HostFailure) -> Int64? {
        let files = try open()
        defer { for file in files { close(file) } }
        for file in files.reversed() {
            if let number = Self.lines(of: Self.end(of: file)).reversed().lazy
                .compactMap(Self.number).first
            {
                return number
            }
        }
        return nil
    }

    /// The number of the last line; nil: there is none.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    func last() throws(HostFailure) -> Int64? {
        guard isThere(path) else { return nil }
        let held = try lock()
        let number = try lastNumber()
        _ = consume held
        return number
    }

    /// Returns lines after a number, the oldest first.
    ///
    /// - Parameter limit: the most bytes, of which the first line may have more.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    func lines(after number: Int64, limit: Int) throws(HostFailure) -> [UInt8] {
        guard isThere(path) else { return [] }
        let held = try lock()
        let files = try open()
        _ = consume held
        defer { for file in files { close(file) } }
        // Usually the last lines are wanted.
        if let present = files.last {
            let end = Self.lines(of: Self.end(of: present))
            if let first = end.lazy.compactMap(Self.number).first, first <= number {
                var result: [UInt8] = []
                _ = Self.add(end, after: number, to: &result, limit)
                return result
            }
        }
        let start =
            files.lastIndex { file in
                Self.lines(of: Self.start(of: file)).lazy.compactMap(Self.number).first
                    .map { $0 <= number } ?? false
            } ?? 0
        var result: [UInt8] = []
        for file in files[start...] {
            lseek(file, 0, SEEK_SET)
            guard case .bytes(let bytes) = BoundedRead(of: file, limit: 16 << 20) else { continue }
            // The lines of the next file follow the last one of this file alone.
            guard Self.add(Self.lines(of: bytes[...]), after: number, to: &result, limit) else {
                break
            }
        }
        return result
    }

    /// Adds the lines with higher numbers up to a limit; false: there are more.
    private static func add(
        _ lines: [ArraySlice<UInt8>], after number: Int64, to result: inout [UInt8], _ limit: Int
    ) -> Bool {
        for line in lines {
            guard let own = self.number(of: line), own > number else { continue }
            if !result.isEmpty, result.count + line.count >= limit { return false }
            result += line
            result.append(UInt8(ascii: "\n"))
        }
        return true
    }

    private static func lines(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"))
    }

    /// The last bytes of a file, from the begin of a line.
    private static func end(of file: Int32) -> ArraySlice<UInt8> {
        var facts = stat()
        guard fstat(file, &facts) == 0 else { return [] }
        let start = max(0, Int(facts.st_size) - part)
        let bytes = read(file, from: start)
        guard start > 0 else { return bytes[...] }
        return bytes.drop { $0 != UInt8(ascii: "\n") }
    }

    /// The first bytes of a file.
    private static func start(of file: Int32) -> ArraySlice<UInt8> { read(file, from: 0)[...] }

    private static func read(_ file: Int32, from start: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: part)
        let count = pread(file, &bytes, bytes.count, start)
        return Array(bytes.prefix(max(0, count)))
    }

    /// The number of a line; nil: an earlier program has written it, or it is damaged.
    ///
    /// Keys are in order, and a quote within a text is escaped, so that no text has the key.
    static func number(of line: ArraySlice<UInt8>) -> Int64? {
        let key = Array("\"number\":".utf8)
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}"),
            let place = line.firstRange(of: [UInt8(ascii: "{")] + key)
                ?? line.firstRange(of: [UInt8(ascii: ",")] + key)
        else { return nil }
        let digits = line[place.upperBound...].prefix { (0x30...0x39).contains($0) }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}
