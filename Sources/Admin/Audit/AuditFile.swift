import Files
import FoundationEssentials
import Glibc
import Model

/// The audit log as files of the state directory: `audit.log`, and `audit.log.1` to `.7`, of which
/// the last is the oldest.
///
/// **Shape:** a line of JSON for each ``AuditEntry``. Lines are only ever added; a file that has
/// reached its size is renamed. Several processes can add lines at the same time.
public struct AuditFile: Sendable {
    private let directory: String
    private let size: Int

    /// The number of former files.
    static let former = 7
    /// The size at which a file is renamed.
    ///
    /// **Unit:** bytes.
    public static let usualSize = 4 << 20
    private static let patience = Duration.seconds(5)

    /// Creates the log of this state directory, which is created at the first entry.
    public init(state: String, size: Int = usualSize) {
        directory = state
        self.size = size
    }

    /// The path of the present file.
    public var path: String { directory + "/audit.log" }

    /// The paths of all files, the oldest first.
    private var paths: [String] {
        (1...Self.former).reversed().map { "\(path).\($0)" } + [path]
    }

    /// Adds a line, and returns when it is on disk.
    ///
    /// **Errors:** `HostFailure`: the entry is lost.
    public func append(_ entry: AuditEntry) throws(HostFailure) {
        var line: [UInt8]
        do {
            line = Array(try compactJSON(entry).utf8) + [UInt8(ascii: "\n")]
        } catch {
            throw HostFailure(operation: "write \(path)", reason: "\(error)")
        }
        try OwnDirectory(path: directory).make()
        let held = try lock()
        let (count, isWhole) = try present()
        if count > 0, count + line.count > size {
            try rotate()
        } else if !isWhole {
            // A crash has left a part of a line, which must not spoil this one.
            line.insert(UInt8(ascii: "\n"), at: 0)
        }
        try appendDurably(line, to: path)
        _ = consume held
    }

    /// Returns entries, the oldest first.
    ///
    /// - Parameters:
    ///   - last: the most entries; the latest are returned.
    ///   - isWanted: whether an entry counts.
    ///
    /// - Returns: the entries, and the number of lines that can't be read.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    public func entries(
        last: Int, where isWanted: (AuditEntry) -> Bool
    ) throws(HostFailure) -> (entries: [AuditEntry], damaged: Int) {
        var (found, damaged): ([AuditEntry], Int) = ([], 0)
        for descriptor in try descriptors() {
            defer { close(descriptor) }
            guard
                case .bytes(let bytes) = BoundedRead(of: descriptor, limit: 2 * max(size, 1 << 16))
            else {
                damaged += 1
                continue
            }
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let entry = try? JSONDecoder().decode(AuditEntry.self, from: Data(line))
                else {
                    damaged += 1
                    continue
                }
                if isWanted(entry) { found.append(entry) }
            }
            if found.count > last { found.removeFirst(found.count - last) }
        }
        return (found, damaged)
    }

    private func lock() throws(HostFailure) -> FileLock {
        try FileLock(directory + "/audit.lock", limit: Self.patience)
    }

    /// Opens all files that exist, so that none is renamed between two of them.
    private func descriptors() throws(HostFailure) -> [Int32] {
        // Without a directory there is nothing to lock, nor to read.
        guard isThere(path) || isThere(directory + "/audit.lock") else { return [] }
        let held = try lock()
        var all: [Int32] = []
        for path in paths {
            do throws(FileRefusal) {
                all.append(try TrustedFile(path: path, trusting: .own).open().descriptor)
            } catch {
                if error.reason == .system(ENOENT) { continue }
                for descriptor in all { close(descriptor) }
                throw HostFailure(operation: "read \(path)", reason: "\(error.reason)")
            }
        }
        _ = consume held
        return all
    }

    /// The size of the present file, and whether its last line is whole.
    private func present() throws(HostFailure) -> (size: Int, isWhole: Bool) {
        do throws(FileRefusal) {
            let (descriptor, facts) = try TrustedFile(path: path, trusting: .own).open()
            defer { close(descriptor) }
            guard facts.st_size > 0 else { return (0, true) }
            var last: UInt8 = 0
            let count = pread(descriptor, &last, 1, facts.st_size - 1)
            return (Int(facts.st_size), count == 1 && last == UInt8(ascii: "\n"))
        } catch {
            if error.reason == .system(ENOENT) { return (0, true) }
            throw HostFailure(
                operation: "write \(path)", reason: "\(error.reason)", remedy: error.remedy)
        }
    }

    private func rotate() throws(HostFailure) {
        let paths = self.paths
        for (older, newer) in zip(paths, paths.dropFirst()) {
            guard rename(newer, older) == 0 || errno == ENOENT else {
                throw HostFailure(operation: "rename \(newer)", .last)
            }
        }
    }
}
