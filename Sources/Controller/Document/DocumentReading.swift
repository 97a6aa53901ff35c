import Certificates
import Document
import Files
import Glibc
import Model
import Planning
import Proxies

/// A document, read and checked: the first step of every command.
package struct DocumentReading {
    package let path: String
    package let bytes: [UInt8]
    /// The spec; nil: the document has an error.
    package private(set) var spec: Spec?
    /// The findings in the order of the text, up to a limit.
    package private(set) var diagnostics: [Diagnostic]
    /// The number of findings beyond the limit.
    package private(set) var omitted = 0
    /// The parts that make reading its next version faster; nil: it must be read in full.
    private(set) var known: KnownDocument?

    /// - Parameters:
    ///   - looksAtFiles: whether the files that it names must exist; `ballast run` watches them
    ///     instead.
    ///   - judgesFiles: whether an unusable file is an error: without it the document could be in
    ///     force, but not as intended.
    ///   - allowsPrivileged: whether raw lines can load code and leave HAProxy's sandbox, which
    ///     only the command line can allow.
    ///   - identity: the names of the host that must be a node; nil: any host.
    package init(
        path: String, looksAtFiles: Bool = true, judgesFiles: Bool = false,
        allowsPrivileged: Bool = false, identity: NodeIdentity? = nil
    ) {
        do {
            let bytes = try DocumentFile(path: path).read()
            self.init(
                path: path, bytes: bytes, looksAtFiles: looksAtFiles, judgesFiles: judgesFiles,
                allowsPrivileged: allowsPrivileged, identity: identity)
        } catch {
            self.init(path: path, failure: error)
        }
    }

    /// Reads the document of `ballast run`, a regular file, without the files that it names.
    ///
    /// - Parameters:
    ///   - known: the result of the last reading of the same file.
    ///   - memory: the services in which validation found nothing then.
    package init(
        path: String, after known: KnownDocument?, _ memory: inout ValidationMemory,
        allowsPrivileged: Bool = false, identity: NodeIdentity? = nil
    ) {
        do {
            let bytes = try DocumentFile(path: path).read(regularOnly: true)
            if let revised = known?.revised(
                bytes, judge: { Self.sense(of: $0, allowsPrivileged, identity, &memory) })
            {
                self.init(path: path, bytes: bytes, revised)
            } else {
                self.init(
                    path: path, bytes: bytes, isReadAgain: true,
                    allowsPrivileged: allowsPrivileged, identity: identity, &memory)
            }
        } catch {
            self.init(path: path, failure: error)
        }
    }

    private init(path: String, bytes: [UInt8], _ known: KnownDocument) {
        self.path = path
        self.bytes = bytes
        self.known = known
        spec = known.spec
        spec?.placeBlocklists(beside: path)
        diagnostics = Self.bounded(known.warnings)
        omitted = known.warnings.count - diagnostics.count
    }

    /// Creates the diagnostic of an unreadable document.
    package init(path: String, failure: FileFailure) {
        self.path = path
        bytes = []
        spec = nil
        diagnostics = [failure.diagnostic]
    }

    /// Reads this text, which is or will be the file's.
    package init(
        path: String, bytes: [UInt8], looksAtFiles: Bool = false, judgesFiles: Bool = false,
        allowsPrivileged: Bool = false, identity: NodeIdentity? = nil
    ) {
        var memory = ValidationMemory()
        self.init(
            path: path, bytes: bytes, looksAtFiles: looksAtFiles, judgesFiles: judgesFiles,
            allowsPrivileged: allowsPrivileged, identity: identity, &memory)
    }

    private init(
        path: String, bytes: [UInt8], looksAtFiles: Bool = false, judgesFiles: Bool = false,
        isReadAgain: Bool = false, allowsPrivileged: Bool, identity: NodeIdentity?,
        _ memory: inout ValidationMemory
    ) {
        self.path = path
        self.bytes = bytes
        let parsed = parse(bytes)
        var sense = looksAtFiles && parsed.draft == nil ? Self.furtherMistakes(in: parsed) : []
        if let draft = parsed.draft {
            let files = looksAtFiles ? Self.files(of: draft, path, judgesFiles) : []
            sense = parsed.located(
                Self.sense(of: draft, allowsPrivileged, identity, &memory) + files)
        }
        var all = parsed.diagnostics + sense
        let isEmpty = bytes.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        if all.contains(where: { $0.severity == .error }), !isEmpty, !looksLikeDocument(bytes) {
            all = [Self.notDocument(bytes)]
        }
        diagnostics = Self.bounded(all).sorted {
            guard let left = $0.location, let right = $1.location else { return false }
            return left < right
        }
        omitted = all.count - diagnostics.count
        spec = all.contains { $0.severity == .error } ? nil : parsed.spec
        if looksAtFiles { spec = spec?.withSecrets(in: path) }
        spec?.placeBlocklists(beside: path)
        if isReadAgain { known = KnownDocument(parsed, warnings: sense) }
    }

    /// The only diagnostic of a file that may be of any kind, so that none of its text is shown.
    private static func notDocument(_ bytes: [UInt8]) -> Diagnostic {
        let other = otherForm(of: bytes)
        return Diagnostic(
            .version, at: DocumentPath(),
            "this is no document of Ballast: " + (other?.words ?? "it has no key `version`"),
            hint: other?.hint
                ?? "begin it with `version: 1`, then validate reports the other mistakes")
    }

    /// Adds the findings of another program; an error discards the spec.
    package mutating func add(_ findings: [Diagnostic]) {
        guard !findings.isEmpty else { return }
        let all = diagnostics + parse(bytes).located(findings)
        diagnostics = Self.bounded(all)
        omitted += all.count - diagnostics.count
        if findings.contains(where: { $0.severity == .error }) { spec = nil }
    }

    /// Replaces the hint of a document that can't be read.
    package mutating func note(_ hint: String) {
        for index in diagnostics.indices where diagnostics[index].code == .unreadable {
            diagnostics[index].hint = hint
        }
    }

    private static func sense(
        of spec: Spec, _ allowsPrivileged: Bool, _ identity: NodeIdentity?,
        _ memory: inout ValidationMemory
    ) -> [Diagnostic] {
        var findings = validate(spec, after: &memory)
        if let finding = identity?.diagnostic(for: spec) { findings.append(finding) }
        return allowsPrivileged ? findings.filter { $0.code != .rawPrivileged } : findings
    }

    /// Returns mistakes within well-formed objects, if others are malformed.
    ///
    /// The codes are of findings that depend on no other object.
    private static func furtherMistakes(in parsed: ParsedDocument) -> [Diagnostic] {
        guard let partial = parsed.partial else { return [] }
        let codes: Set<DiagnosticCode> = [.incompleteCheck, .unusedCheckKey, .impossibleRoute]
        let wrong = Set(parsed.diagnostics.map { $0.path.parts.prefix(2) })
        // A malformed list element is skipped, so the positions of the others are unknown.
        let unknown = Set(
            parsed.diagnostics.filter { $0.path.parts.count == 2 }.map(\.path.parts[0]))
        return parsed.located(
            validate(partial).filter { finding in
                let parts = finding.path.parts
                guard parts.count > 2, codes.contains(finding.code) else { return false }
                return !wrong.contains(parts.prefix(2)) && !unknown.contains(parts[0])
            })
    }

    private static func files(of spec: Spec, _ path: String, _ isJudged: Bool) -> [Diagnostic] {
        workTree(of: spec, path: path) + tooManyFiles(of: spec, path: path)
            + missingFiles(of: spec, path: path)
            + blocklistDiagnostics(of: spec, in: path) + TimeZoneFile.diagnostics(of: spec)
            + untrustedFiles(of: spec, in: path) + exposure(of: spec, in: path)
            + secretDiagnostics(of: spec, in: path)
            + certificateDiagnostics(
                of: spec, in: path, store: .usual, isJudged: isJudged,
                now: .now)
            + adminCertificateDiagnostics(of: spec, in: path, isJudged: isJudged, now: .now)
            + revocationDiagnostics(of: spec, in: path, now: .now)
    }

    /// Warns about replication in a git work tree.
    private static func workTree(of spec: Spec, path: String) -> [Diagnostic] {
        guard spec.cluster?.replication != nil, let tree = GitWorkTree(of: path) else { return [] }
        return [tree.warning]
    }

    /// Warns about a holding page that is unreadable, or too large for proxies.
    ///
    /// It must not stop load balancing: the built-in page is served instead.
    private static func missingFiles(of spec: Spec, path: String) -> [Diagnostic] {
        let place = DocumentPath([.key("holdingPage")])
        func refusal(of html: String, at key: String) -> [Diagnostic] {
            guard let refusal = spec.refusal(ofPage: html) else { return [] }
            return [
                Diagnostic(
                    .holdingPageSize, severity: .warning, at: place.key(key),
                    "cannot \(refusal.operation): \(refusal.reason)", hint: refusal.remedy)
            ]
        }
        if case .text(let html) = spec.holdingPage.content { return refusal(of: html, at: "html") }
        guard case .file(let name) = spec.holdingPage.content else { return [] }
        do {
            let html = try PageContent.read(
                .named(PathName.path(of: name, in: PathName.directory(of: path)), by: path))
            return refusal(of: html, at: "file")
        } catch {
            return [
                Diagnostic(
                    .holdingPageFile, severity: .warning,
                    at: place.key("file"), "\(error)",
                    hint: "until it can be read, the page of the program itself is served")
            ]
        }
    }

    /// The most diagnostics of one document; errors precede warnings.
    private static let limit = 200

    private static func bounded(_ all: [Diagnostic]) -> [Diagnostic] {
        if all.count <= limit { return all }
        let errors = all.filter { $0.severity == .error }
        let warnings = all.filter { $0.severity == .warning }
        return Array((errors + warnings).prefix(limit))
    }
}
