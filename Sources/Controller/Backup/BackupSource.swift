import Document
import Files
import Glibc
import Model
import Proxies
import Replication

/// The files of this host that belong into a backup.
package struct BackupSource {
    private let document: String
    private let state: String
    private let program: String

    /// Creates the source of a document and a state directory.
    ///
    /// - Parameter program: the version of the program.
    package init(document: String, state: String, program: String) {
        self.document = PathName.absolute(document)
        self.state = state
        self.program = program
    }

    /// A file that is not in a backup.
    package struct Omission: Sendable, Hashable {
        /// The path.
        package let path: String
        /// The reason.
        package let reason: String
        /// Whether a host needs it beside the backup.
        package let isNeeded: Bool
    }

    /// Directories whose files belong to the system.
    static let systemPrefixes = ["/usr/", "/etc/ssl/certs/", "/proc/", "/sys/", "/dev/", "/run/"]

    /// The most bytes of a file.
    private static let limit = 64 << 20

    /// Reads the files.
    ///
    /// - Returns: the backup, and the files that are not in it.
    ///
    /// **Errors:** `FileFailure`, `HostFailure`: the document can't be read.
    package func backup() throws -> (Backup, omissions: [Omission]) {
        let text = try DocumentFile(path: document).read(regularOnly: true)
        let name = String(TemporaryName.split(document).name)
        var facts = stat()
        let mode = stat(document, &facts) == 0 ? UInt32(facts.st_mode) : 0o600
        var files = [
            BackupManifest.File(
                name: "document/" + name, place: .document, path: "", mode: FileMode.rounded(mode),
                size: text.count, isEncrypted: mode & 0o077 == 0)
        ]
        var contents = [text]
        var omissions: [Omission] = []
        func add(
            _ path: String, _ place: BackupManifest.Place, _ relative: String, isSecret: Bool,
            isNeeded: Bool
        ) {
            let file = TrustedFile.named(path, by: document)
            do throws(FileRefusal) {
                let bytes = try file.read(limit: Self.limit)
                var facts = stat()
                let mode = stat(path, &facts) == 0 ? UInt32(facts.st_mode) : 0o600
                let folder =
                    switch place {
                    case .document, .beside: "document/"
                    case .outside: "files"
                    case .state: "state/"
                    }
                files.append(
                    BackupManifest.File(
                        name: folder + relative, place: place, path: relative,
                        mode: FileMode.rounded(mode), size: bytes.count,
                        isEncrypted: isSecret || mode & 0o077 == 0
                            || Self.hasPrivateKey(bytes)))
                contents.append(bytes)
            } catch {
                omissions.append(
                    Omission(path: path, reason: "\(error.reason)", isNeeded: isNeeded))
            }
        }
        for file in namedFiles(in: text) {
            switch file.place {
            case .success((let place, let relative)):
                add(
                    file.path, place, relative, isSecret: file.isSecret, isNeeded: file.isNeeded)
            case .failure(let omission): omissions.append(omission)
            }
        }
        for relative in stateFiles {
            add(state + "/" + relative, .state, relative, isSecret: true, isNeeded: false)
        }
        let manifest = BackupManifest(
            program: program, time: wallClock(), host: hostName(), document: document,
            files: files)
        return (Backup(manifest, contents), omissions)
    }

    /// Returns the reason why a restore would refuse the document of a backup; nil: it would not.
    ///
    /// **Errors:** `FileFailure`: the document can't be read.
    package func mistake() throws -> String? {
        let text = try DocumentFile(path: document).read(regularOnly: true)
        let reading = DocumentReading(path: document, bytes: text, allowsPrivileged: true)
        guard reading.spec == nil else { return nil }
        return "it has a mistake, for which a restore refuses it: \(reading.rejection)"
            + (acceptedSpec == nil ? "; the files that it names are not in the backup" : "")
    }

    private struct Named {
        let path: String
        var place: Result<(BackupManifest.Place, String), Omission>
        var isSecret: Bool
        var isNeeded: Bool
    }

    /// Returns the files that the document names, each once.
    private func namedFiles(in text: [UInt8]) -> [Named] {
        let reading = DocumentReading(path: document, bytes: text, allowsPrivileged: true)
        // A document with mistakes is in the backup; its files are those of the one in force.
        let spec = reading.spec ?? acceptedSpec ?? Spec()
        var all: [String: Named] = [:]
        for file in spec.files {
            let path = PathName.path(of: file.name, in: PathName.directory(of: document))
            let isOptional = file.use == .raw || file.use == .program
            var named =
                all[path]
                ?? Named(
                    path: path, place: place(of: file.name, isOptional: isOptional, path),
                    isSecret: false, isNeeded: false)
            if file.use == .secret { named.isSecret = true }
            if !isOptional {
                named.isNeeded = true
                named.place = place(of: file.name, isOptional: false, path)
            }
            all[path] = named
        }
        return all.values.sorted { $0.path < $1.path }
    }

    private func place(
        of name: String, isOptional: Bool, _ path: String
    ) -> Result<(BackupManifest.Place, String), Omission> {
        if let relative = BackupTarget.relative(path, in: PathName.directory(of: document)),
            PathRule().problem(of: relative) == nil
        {
            return .success((.beside, relative))
        }
        if isOptional || !BackupTarget.isPlain(path)
            || Self.systemPrefixes.contains(where: path.hasPrefix)
        {
            return .failure(
                Omission(
                    path: path, reason: "it is not below the document's directory",
                    isNeeded: false))
        }
        return .success((.outside, path))
    }

    private var acceptedSpec: Spec? {
        DirectChanges(state: state, document: document).earlier.flatMap {
            DocumentReading(path: document, bytes: $0, allowsPrivileged: true).spec
        }
    }

    /// The files of the state directory: the history, and the imported certificates.
    private var stateFiles: [String] {
        ["generations", "certificates"].flatMap { folder in
            (names(in: "\(state)/\(folder)") ?? []).sorted().map { "\(folder)/\($0)" }
        }.filter { BackupTarget.isStateFile($0) }
            + (isThere(state + "/" + BackupTarget.users) ? [BackupTarget.users] : [])
    }

    private static func hasPrivateKey(_ bytes: [UInt8]) -> Bool {
        bytes.count < 1 << 20
            && String(decoding: bytes, as: UTF8.self).contains("PRIVATE KEY-----")
    }
}

extension BackupSource.Omission: Error {}
