import Controller
import Document
import Files
import FoundationEssentials
import Glibc
import Model

/// The files of Ballast on a host: the document, the state and the runtime directory.
///
/// Other files in these directories are left.
struct ResetFiles {
    /// The files and directories that exist, in the order of their removal: a crash in between
    /// leaves a document with its state, or neither.
    let paths: [String]

    /// The names in the state directory but the ledger, which is the last.
    private static let names: Set<String> = [
        "accepted.yaml", "generations", "certificates", "certificates.json", "haproxy",
        "replication", "series", "verdicts.json", "verdicts.journal", "feedback.json",
        "quorums.json", "api.pem", "standby.json", "unconfirmed.json",
        "unconfirmed-confirmed.json", "unconfirmed-undone.json", "reverted.json", "announced.json",
        "waiting.json", "restoring.json", "restore.lock", "before-restore.tar",
        "replaced.tar", "restored.json",
    ]

    /// The names of the accounts and of the audit log in the state directory.
    private static func isOfAccounts(_ name: String) -> Bool {
        [
            "users.json", "users.lock", "sign-ins.json", "audit.log", "audit.lock",
            "audit.accounts", "audit-peers",
        ].contains(name) || name.hasPrefix("audit.log.")
    }

    /// The names in the runtime directory.
    private static let runtimeNames = ["haproxy", "elect", "ballast.sock"]

    /// Finds the files of a document and these directories.
    ///
    /// Names that other programs use too are Ballast's only beside a ledger or an accepted
    /// document.
    ///
    /// **Errors:** `HostFailure`: the document is none of Ballast, such as a directory.
    init(document: String, state: String, runtime: String) throws(HostFailure) {
        try Self.requireDocument(document)
        var present = (Files.names(in: state) ?? []).sorted()
        let isOwn = present.contains { name in
            name == "ledger.json" || name.hasPrefix("accepted") && name.hasSuffix(".yaml")
        }
        if !isOwn {
            present.removeAll { ["haproxy", "replication"].contains($0) || Self.isOfAccounts($0) }
        }
        let accepted = present.filter { $0.hasPrefix("accepted") && $0.hasSuffix(".yaml") }
        let others = present.filter { name in
            // A write that a crash has interrupted leaves a temporary file.
            let original = TemporaryName.original(of: name) ?? name
            return !accepted.contains(name)
                && (Self.names.contains(original) || Self.isOfAccounts(original)
                    || original == "ledger.json"
                    || original.hasPrefix("accepted") && original.hasSuffix(".yaml")
                    || original.hasSuffix(".json") && original.contains("-damaged-"))
                && name != "ledger.json"
        }
        let ledger = present.filter { $0 == "ledger.json" }
        paths =
            accepted.map { state + "/" + $0 } + Self.documents(document)
            + Restoration(state: state).temporaries.filter(isThere)
            + Self.runtimeNames.map { runtime + "/" + $0 }.filter(isThere)
            + (others + ledger).map { state + "/" + $0 }
    }

    /// The document, the file behind it if it is a link, and their temporary files.
    private static func documents(_ path: String) -> [String] {
        var paths = [path]
        if let real = realpath(path, nil) {
            defer { free(real) }
            let target = String(cString: real)
            if RealPath.ofMissing(path) != target { paths.append(target) }
        }
        let temporaries = paths.flatMap { path in
            let (directory, name) = TemporaryName.split(path)
            return (Files.names(in: directory) ?? []).sorted()
                .filter { TemporaryName.original(of: $0) == String(name) }
                .map { directory + "/" + $0 }
        }
        return paths.filter(isThere) + temporaries
    }

    private static func requireDocument(_ path: String) throws(HostFailure) {
        guard isThere(path) else { return }
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "remove \(path.clean)", reason: reason,
                remedy: "name the document itself with -f")
        }
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path).read(regularOnly: true)
        } catch {
            throw failure("\(error)")
        }
        guard bytes.isEmpty || looksLikeDocument(bytes) else {
            throw failure("it is no document of Ballast")
        }
    }

    /// Returns the files of one of our directories; other files in it stay.
    private static func contents(of directory: String) -> [String]? {
        let name = TemporaryName.split(directory).name
        guard ["generations", "certificates"].contains(name) else { return nil }
        return (Files.names(in: directory) ?? [])
            .filter { BackupTarget.isStateFile("\(name)/\(TemporaryName.original(of: $0) ?? $0)") }
            .map { directory + "/" + $0 }
    }

    /// The files that can't be removed, which is known before the first one is.
    var obstacles: [HostFailure] {
        paths.compactMap { path in
            if FileProtection.isMountPoint(path) {
                return HostFailure(
                    operation: "remove \(path)", reason: "it is mounted there",
                    remedy: "umount \(path)")
            }
            return FileProtection(of: path).map {
                HostFailure(
                    operation: "remove \(path)", reason: "it is \($0.name)",
                    remedy: "chattr -\($0.flag) \(path)")
            }
        }
    }

    /// Removes the files up to the first failure, and returns it.
    ///
    /// The rest is needed to repeat the command.
    func remove() -> [HostFailure] {
        for path in paths {
            if let contents = Self.contents(of: path) {
                for file in contents {
                    if let failure = Self.remove(file) { return [failure] }
                }
                // It stays with files of another program.
                rmdir(path)
            } else if let failure = Self.remove(path) {
                return [failure]
            }
        }
        return []
    }

    /// Removes a file, or a directory with its files; nil: it is gone.
    private static func remove(_ path: String) -> HostFailure? {
        func failure(_ reason: String) -> HostFailure? {
            // Another program may have removed it meanwhile.
            isThere(path) ? HostFailure(operation: "remove \(path)", reason: reason) : nil
        }
        guard unlink(path) != 0 else { return nil }
        let number = errno
        guard number == EISDIR else { return failure("\(SystemError(number))") }
        do {
            try FileManager.default.removeItem(atPath: path)
            return nil
        } catch {
            return failure("\(error)")
        }
    }
}
