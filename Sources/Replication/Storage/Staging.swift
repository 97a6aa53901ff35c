import Files
import Glibc
import Model

/// A received generation as files, for its validation: `staging/ID` in the directory of
/// replication.
struct Staging {
    /// The directory with the document and the files of the generation.
    let directory: String
    /// The document.
    let document: String
    /// The text of the document, in which paths of replicated files begin with ``directory``.
    let bytes: [UInt8]
    private let original: String

    /// Writes the files of a generation, whose objects are complete.
    ///
    /// **Errors:** `HostFailure`; an object that is damaged is removed.
    init(
        _ manifest: Manifest, _ id: Digest, for tree: LocalTree, in store: ReplicationStore
    ) throws(HostFailure) {
        let staging = store.directory + "/staging"
        directory = "\(staging)/\(id.short)"
        document = "\(directory)/\(tree.name)"
        original = tree.directory
        Self.remove(staging)
        try OwnDirectory(path: staging, mode: 0o700).make()
        try OwnDirectory(path: directory, mode: 0o700).make()
        let root = try TreeRoot(directory)
        for entry in manifest.files {
            let object = try Self.object(entry, store)
            if entry.mode & 0o100 == 0, try root.link(object, to: entry.path) { continue }
            try root.write(
                object, as: Self.name(entry.path), beside: entry.path, mode: entry.mode,
                isSynced: false)
        }
        let object = try Self.object(manifest.document, store)
        let text: [UInt8]
        do throws(FileRefusal) {
            text = try TrustedFile(path: object, trusting: .own).read(limit: ManifestLimits.file)
        } catch {
            throw HostFailure(operation: "read \(object)", reason: "\(error.reason)")
        }
        bytes = Self.moved(
            text, from: tree.directory, to: directory, files: Set(manifest.files.map(\.path)))
        try writeAtomically(bytes, to: document)
        guard chmod(document, manifest.document.mode) == 0 else {
            throw HostFailure(operation: "write \(document)", .last)
        }
    }

    /// Returns a message about the staged document with the paths of this node.
    func message(_ text: String) -> String { text.replacing(directory, with: original) }

    /// Removes the files.
    func remove() { Self.remove(directory) }

    private static func name(_ path: String) -> String {
        String(TemporaryName.split(path).name)
    }

    private static func object(
        _ entry: Entry, _ store: ReplicationStore
    ) throws(HostFailure) -> String {
        guard let object = store.objects.object(entry.digest), object.size == entry.size else {
            throw HostFailure(
                operation: "stage \(entry.path.isEmpty ? "the document" : entry.path)",
                reason: "its contents are damaged on this disk")
        }
        return object.path
    }

    /// Returns a document in which the absolute paths of replicated files are those of another
    /// directory.
    static func moved(
        _ text: [UInt8], from directory: String, to other: String, files: Set<String>
    ) -> [UInt8] {
        let prefix = Array((directory == "/" ? "/" : directory + "/").utf8)
        let ends = Array(" \t\r\n\"',]}#".utf8)
        // A converter has its file in parentheses: `map(/etc/ballast/hosts.map)`.
        let inner = Array("()=".utf8)
        var (result, place): ([UInt8], Int) = ([], 0)
        result.reserveCapacity(text.count)
        while place < text.count {
            guard text[place] == prefix[0], text[place...].starts(with: prefix),
                place == 0 || (ends + inner).contains(text[place - 1])
                    || text[place - 1] == UInt8(ascii: "[")
            else {
                result.append(text[place])
                place += 1
                continue
            }
            var rest = text[(place + prefix.count)...].prefix { !ends.contains($0) }
            var path = Self.path(rest)
            if !files.contains(path), rest.contains(where: inner.contains) {
                rest = rest.prefix { !inner.contains($0) }
                path = Self.path(rest)
            }
            result += files.contains(path) ? Array((other + "/").utf8) : prefix
            result += rest
            place += prefix.count + rest.count
        }
        return result
    }

    private static func path(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text, as: UTF8.self)
            .split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Removes a directory of this process with all that is in it; links are not followed.
    private static func remove(_ directory: String) {
        guard let entries = opendir(directory) else { return }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        closedir(entries)
        for name in names where name != "." && name != ".." {
            let path = "\(directory)/\(name)"
            if unlink(path) != 0 && errno == EISDIR { remove(path) }
        }
        rmdir(directory)
    }
}
