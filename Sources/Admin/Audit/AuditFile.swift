import Files
import FoundationEssentials
import Glibc
import Model

/// The audit log as files of the state directory: `audit.log`, and `audit.log.1` to `.7`, of which
/// the last is the oldest; changes of accounts that were in an older one are in `audit.accounts`.
///
/// **Shape:** a line of JSON for each ``AuditEntry``. Lines are only ever added; a file that has
/// reached its size is renamed. Several processes can add lines at the same time.
public struct AuditFile: Sendable {
    let directory: String
    let size: Int

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
        [lastingPath] + logs
    }

    /// The paths of the files that are renamed, the oldest first.
    private var logs: [String] {
        (1...Self.former).reversed().map { "\(path).\($0)" } + [path]
    }

    /// Adds an entry, and returns when it is on disk.
    ///
    /// **Errors:** `HostFailure`: the entry is lost.
    public func append(_ entry: AuditEntry) throws(HostFailure) {
        try append { last in
            var numbered = entry
            // Numbers ascend where the clock was set back, and where the log was removed.
            numbered.number = max(entry.time, (last ?? 0) + 1)
            return [numbered]
        }
    }

    /// Adds the entries that a function makes of the last number, and returns when they are on
    /// disk.
    ///
    /// **Errors:** `HostFailure`: the entries are lost.
    func append(
        _ make: (_ last: Int64?) throws(HostFailure) -> [AuditEntry]
    ) throws(HostFailure) {
        try OwnDirectory(path: directory).make()
        let held = try lock()
        let entries = try make(try lastNumber())
        guard !entries.isEmpty else { return }
        var lines: [UInt8] = []
        for entry in entries {
            do {
                lines += Array(try compactJSON(entry).utf8) + [UInt8(ascii: "\n")]
            } catch {
                throw HostFailure(operation: "write \(path)", reason: "\(error)")
            }
        }
        let (count, isWhole) = try present()
        if count > 0, count + lines.count > size {
            try rotate()
        } else if !isWhole {
            // A crash has left a part of a line, which must not spoil this one.
            lines.insert(UInt8(ascii: "\n"), at: 0)
        }
        try appendDurably(lines, to: path)
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

    func lock() throws(HostFailure) -> FileLock {
        try FileLock(directory + "/audit.lock", limit: Self.patience)
    }

    /// Opens all files that exist, so that none is renamed between two of them.
    private func descriptors() throws(HostFailure) -> [Int32] {
        // Without a directory there is nothing to lock, nor to read.
        guard isThere(path) || isThere(directory + "/audit.lock") else { return [] }
        let held = try lock()
        let all = try open()
        _ = consume held
        return all
    }

    /// Opens all files that exist, the oldest first; the caller has the lock, and closes them.
    func open() throws(HostFailure) -> [Int32] {
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
        let paths = logs
        if let oldest = paths.first { try keepLasting(of: oldest) }
        for (older, newer) in zip(paths, paths.dropFirst()) {
            guard rename(newer, older) == 0 || errno == ENOENT else {
                throw HostFailure(operation: "rename \(newer)", .last)
            }
        }
    }
}
