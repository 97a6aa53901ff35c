import Document
import Files
import Glibc
import Model
import Replication

/// The files that a backup brings back to this host, each with its path and its difference.
package struct RestorePlan: Sendable {
    /// The backup.
    package let backup: Backup
    /// The path of the document on this host.
    package let document: String
    /// The document of the backup.
    package let reading: DocumentReading
    /// The files, the document last.
    package private(set) var files: [File] = []
    /// The path before the number of a generation.
    private let generations: String

    /// A file of the backup on this host.
    package struct File: Sendable, Hashable {
        /// The absolute path.
        package let path: String
        /// The difference from the file that is there.
        package let state: State
        /// The permissions.
        package let mode: UInt32
        /// The contents.
        fileprivate let bytes: [UInt8]
        /// Whether it is neither in the document's directory nor in the state directory.
        fileprivate let isOutside: Bool
    }

    /// The difference of a file.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// There is no such file.
        case new
        /// It differs.
        case changed
        /// It is the same.
        case same
        /// The host keeps its own: a generation, because it has a history.
        case kept
    }

    /// Creates the plan for this host, and changes nothing.
    ///
    /// - Parameters:
    ///   - document: the path of the document; nil: that of the backup.
    ///   - read: reads a document for this host.
    ///
    /// **Errors:** `HostFailure`: a file may not be where the backup has it, or can't be replaced.
    package init(
        _ backup: Backup, document: String?, state: String,
        read: (String, [UInt8]) -> DocumentReading
    ) throws(HostFailure) {
        self.backup = backup
        guard document != nil || BackupTarget.isPlain(backup.manifest.document) else {
            throw HostFailure(
                operation: "restore \(backup.manifest.document.clean)",
                reason: "the backup has no absolute path for its document",
                remedy: "name the document with -f")
        }
        let path = PathName.absolute(document ?? backup.manifest.document)
        self.document = path
        let first = RealPath.ofMissing(PathName.absolute(state) + "/generations/x")
        generations = String(first.dropLast())
        reading = read(path, backup.document)
        let directory = PathName.directory(of: path)
        let uses = reading.spec?.files ?? []
        let named = Set(uses.filter { $0.use != .raw && $0.use != .program }.map(\.name))
        let beside = Set(
            uses.compactMap {
                BackupTarget.relative(PathName.path(of: $0.name, in: directory), in: directory)
            })
        let hasHistory = !(names(in: state + "/generations") ?? []).isEmpty
        let stateDirectory = PathName.absolute(state)
        for (file, bytes) in zip(backup.manifest.files, backup.contents).reversed() {
            var target: String
            var home: String?
            switch file.place {
            case .document: target = try Self.resolved(path)
            case .beside:
                guard PathRule().problem(of: file.path) == nil,
                    file.path != String(TemporaryName.split(path).name)
                else { throw Self.refusal(file.path) }
                guard reading.spec == nil || beside.contains(file.path) else {
                    throw Self.refusal(file.path)
                }
                target = directory + "/" + file.path
                home = directory
            case .outside:
                guard BackupTarget.isPlain(file.path), named.contains(file.path),
                    !BackupSource.systemPrefixes.contains(where: file.path.hasPrefix)
                else { throw Self.refusal(file.path) }
                target = file.path
            case .state:
                guard BackupTarget.isStateFile(file.path) else { throw Self.refusal(file.path) }
                target = stateDirectory + "/" + file.path
                home = stateDirectory
            }
            var isOutside = file.place == .outside
            if file.place != .document {
                // A link in the place of a directory leads elsewhere.
                target = RealPath.ofMissing(target)
                if let home, !target.hasPrefix(RealPath.ofMissing(home + "/x").dropLast()) {
                    isOutside = true
                }
                guard !isOutside || !BackupSource.systemPrefixes.contains(where: target.hasPrefix)
                else { throw Self.refusal(target) }
            }
            let isKept = file.place == .state && file.path.hasPrefix("generations/") && hasHistory
            let difference = try Self.difference(target, bytes, file.mode)
            files.append(
                File(
                    path: target, state: isKept ? .kept : difference, mode: file.mode,
                    bytes: bytes, isOutside: isOutside))
        }
        try requireDistinct()
    }

    /// The files that a restore replaces or creates, the document last.
    package var written: [Restoration.File] {
        restoredHistory
            + files.filter { $0.state == .new || $0.state == .changed }
            .map { Restoration.File(target: $0.path, mode: $0.mode, bytes: $0.bytes) }
    }

    /// The note that the history is from the backup; empty: none of it is restored.
    private var restoredHistory: [Restoration.File] {
        let numbers = files.filter { $0.state == .new && $0.path.hasPrefix(generations) }
            .compactMap { Int($0.path.dropFirst(generations.count).dropLast(5)) }
        guard let last = numbers.max() else { return [] }
        return [
            Restoration.File(
                target: generations.dropLast("generations/".count) + "restored.json", mode: 0o600,
                bytes: Array("{\"through\": \(last)}\n".utf8))
        ]
    }

    /// Reads the files that a restore replaces, with their paths below the root as names.
    ///
    /// **Errors:** `HostFailure`: one can't be read.
    package func replaced() throws(HostFailure) -> [TarArchive.Member] {
        var members: [TarArchive.Member] = []
        for file in files where file.state == .changed {
            do throws(FileRefusal) {
                var facts = stat()
                _ = lstat(file.path, &facts)
                let bytes = try TrustedFile(path: file.path, trusting: .own)
                    .read(limit: Backup.limit)
                members.append(
                    TarArchive.Member(
                        name: String(file.path.dropFirst()), mode: UInt32(facts.st_mode),
                        bytes: bytes))
            } catch {
                throw HostFailure(
                    operation: "keep \(file.path), which would be replaced",
                    reason: "\(error.reason)")
            }
        }
        return members
    }

    /// The files outside of the directories of Ballast that a restore replaces or creates.
    ///
    /// An archive of unknown origin could plant a program there.
    package var outside: [String] {
        files.filter { $0.isOutside && ($0.state == .new || $0.state == .changed) }.map(\.path)
    }

    /// No file may be in the place of another, or of its directory.
    private func requireDistinct() throws(HostFailure) {
        var directories: Set<String> = []
        for file in files {
            var directory = PathName.directory(of: file.path)
            while directories.insert(directory).inserted, directory != "/" {
                directory = PathName.directory(of: directory)
            }
        }
        var paths: Set<String> = []
        for file in files
        where directories.contains(file.path) || !paths.insert(file.path).inserted {
            throw HostFailure(
                operation: "restore \(file.path.clean)",
                reason: "the backup has another file in its place")
        }
    }

    /// Whether the document itself differs.
    package var changesDocument: Bool { files.last.map { $0.state != .same } ?? false }

    private static func refusal(_ path: String) -> HostFailure {
        HostFailure(
            operation: "restore \(path.clean)",
            reason: "a backup may not write there: the document does not name it")
    }

    /// The path of the document without links; one that does not exist stays.
    private static func resolved(_ path: String) throws(HostFailure) -> String {
        guard let pointer = realpath(path, nil) else {
            if errno == ENOENT { return path }
            throw HostFailure(operation: "restore \(path)", .last)
        }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    private static func difference(
        _ path: String, _ bytes: [UInt8], _ mode: UInt32
    ) throws(HostFailure) -> State {
        func failure(_ reason: String, _ remedy: String? = nil) -> HostFailure {
            HostFailure(operation: "restore \(path)", reason: reason, remedy: remedy)
        }
        let directory = PathName.directory(of: path)
        if isThere(directory) { try OwnDirectory(path: directory).requireOwn() }
        var facts = stat()
        guard lstat(path, &facts) == 0 else {
            if errno == ENOENT { return .new }
            throw failure(SystemError.last.words)
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw failure("it is no regular file", "move it away")
        }
        if MountTable().contains(path) {
            throw failure("it is a mount point, onto which nothing can be renamed")
        }
        guard facts.st_mode & 0o777 == mode, Int(facts.st_size) == bytes.count,
            let present = try? TrustedFile(path: path, trusting: .own).read(limit: bytes.count),
            present == bytes
        else { return .changed }
        return .same
    }
}
