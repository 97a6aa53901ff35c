import Files
import Glibc
import Model

/// The document in force and the files that it names, as they are on this node.
///
/// Only files whose signatures have changed are read again.
struct LocalTree {
    /// The absolute path of the document's directory.
    let directory: String
    /// The name of the document within it.
    let name: String
    private var known: [String: LocalFile] = [:]
    private var named = Named()

    /// The files that a document names.
    private struct Named {
        /// Paths below the directory.
        var paths: Set<String> = []
        /// Those of them that need not exist.
        var optional: Set<String> = []
        /// Files that are not replicated.
        var outside: Set<String> = []
        /// Refused paths with sentences.
        var refused: [String: String] = [:]
    }

    /// A state of the files.
    struct Look: Sendable, Equatable {
        /// The document.
        var document: Entry
        /// The files below the directory that can be used.
        var files: [Entry] = []
        /// Named files outside of the directory, and imported certificates.
        var outside: [String] = []
        /// Named files that can't be used: the path, and a sentence.
        var missing: [String: String] = [:]
        /// Named files that need not exist, and can't be used.
        var absent: Set<String> = []
        /// Whether no file has changed since the look before.
        var isSettled = true
        /// Named files that a program has open for writing.
        var open: [String] = []
    }

    /// Creates the tree of a document.
    init(document: String) {
        let path = PathName.absolute(document)
        directory = PathName.directory(of: path)
        name = String(TemporaryName.split(path).name)
    }

    /// The path of the document.
    var document: String { directory == "/" ? "/\(name)" : "\(directory)/\(name)" }

    /// The rule for paths on this node.
    ///
    /// - Parameter identity: the file of the identity as the document names it.
    func rule(identity: String) -> PathRule {
        var reserved: Set<String> = [name]
        if let path = relative(identity) { reserved.insert(path) }
        return PathRule(reserved: reserved)
    }

    /// Notes the files that a document names.
    mutating func name(_ spec: Spec, rule: PathRule) {
        named = Named()
        for file in spec.files {
            guard let path = relative(file.name) else {
                if file.use != .raw { named.outside.insert(file.name) }
                continue
            }
            if let problem = rule.problem(of: path) {
                named.refused[path] = "\(path): \(problem)"
                continue
            }
            if named.paths.insert(path).inserted, file.use == .raw { named.optional.insert(path) }
            if file.use != .raw { named.optional.remove(path) }
        }
        for certificate in spec.certificates where certificate.file == nil {
            named.outside.insert("the imported certificate \(certificate.name)")
        }
        known = known.filter { named.paths.contains($0.key) }
    }

    /// Looks at the files that the document names.
    ///
    /// - Parameters: size and digest of the document in force.
    mutating func look(size: Int, digest: Digest) -> Look {
        var look = Look(document: Entry(mode: documentMode, size: size, digest: digest))
        look.outside = named.outside.sorted()
        look.missing = named.refused
        for path in named.paths.sorted() { add(path, to: &look) }
        return look
    }

    private mutating func add(_ path: String, to look: inout Look) {
        let full = "\(directory)/\(path)"
        let signature = FileSignature.of(full)
        var file = known[path]
        if file?.signature == nil || file?.signature != signature {
            var new = LocalFile(path, in: directory, document: document)
            // A file that is open for writing is looked at again, even if it does not change.
            let isOpen = FileSignature.isBeingWritten(full)
            if isOpen {
                new.signature = nil
                look.open.append(path)
            }
            if isOpen || new.entry != file?.entry { look.isSettled = false }
            file = new
            known[path] = new
        }
        switch file?.result {
        case .success(let entry): look.files.append(entry)
        case .failure(let refusal):
            if named.optional.contains(path) {
                look.absent.insert(path)
            } else {
                look.missing[path] = "\(refusal)"
            }
        case nil: break
        }
    }

    /// Returns the digest of a file that has not changed since the last look; nil: unknown.
    func knownDigest(of path: String) -> Digest? {
        guard let file = known[path], let signature = file.signature,
            FileSignature.of("\(directory)/\(path)") == signature
        else { return nil }
        return file.entry?.digest
    }

    private var documentMode: UInt32 {
        var facts = stat()
        return FileMode.rounded(stat(document, &facts) == 0 ? UInt32(facts.st_mode) : 0o600)
    }

    /// Returns the path of a named file below the directory; nil: it is outside.
    func relative(_ file: String) -> String? {
        var rest = file[...]
        if rest.hasPrefix("/") {
            let prefix = directory == "/" ? "/" : directory + "/"
            guard rest.hasPrefix(prefix) else { return nil }
            rest = rest.dropFirst(prefix.count)
        }
        let parts = rest.split(separator: "/").filter { $0 != "." }
        guard !parts.isEmpty, !parts.contains("..") else { return nil }
        return parts.joined(separator: "/")
    }
}
