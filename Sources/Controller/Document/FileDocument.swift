import Document
import Files
import Glibc
import Model
import Planning
import Reconciliation

/// The document as a file that people and tools can replace in any way.
struct FileDocument: DocumentSource {
    let path: String
    /// Whether raw lines can load code and leave HAProxy's sandbox.
    let allowsPrivileged: Bool
    /// The names of this host, which must be a node; nil: any host.
    let identity: NodeIdentity?
    private var seen: FileSignature?
    private var known: KnownDocument?
    private var validation = ValidationMemory()
    let keeper: DocumentKeeper?
    private let accepted: @Sendable (AcceptedDocument) -> Void
    private var readiness = FileReadiness()
    private var checkout = CheckoutReadiness()
    /// A valid document that waits for its secret files; nil: none.
    var next: Next?
    /// The last document passed on; nil: none.
    var inForce: Given?
    var secrets: SecretFiles
    /// The history and the unconfirmed edit; nil: none is kept.
    let changes: ChangeKeeper?
    var gate: ChangeGate?
    /// The test of firewall rules; nil: none.
    var ruleTest: RuleTest?
    /// Whether the document in force awaits its confirmation, so that other nodes do not get it.
    var isUnconfirmed = false
    /// The last edit that was undone, with the text before it; nil: none.
    var undone: (edit: Spec, bytes: [UInt8])?

    /// The document of which one service is in force first; nil: none is.
    var canary: CanaryDocument?

    /// The wait for a change window that was passed on last; nil: none since another result.
    var shown: PendingEdit?

    /// A document with a valid text.
    struct Next {
        let spec: Spec
        let warnings: [Diagnostic]
        let bytes: [UInt8]
        let files: Set<Secret.File>
        /// The refused files for which it was rejected.
        var refusals: [SecretRefusal] = []
    }

    /// A document in force, without the secrets of its files, and these secrets.
    struct Given {
        let spec: Spec
        let bytes: [UInt8]
        let files: Set<Secret.File>
        var texts: [Secret.File: String]
    }

    /// Creates the document at this path; links are followed.
    ///
    /// - Parameters:
    ///   - keeper: stores each valid document for a later start; nil: none.
    ///   - changes: the history and the unconfirmed edit; nil: every valid document is used.
    ///   - accepted: receives each document that is passed on, once it is confirmed; it must not
    ///     block.
    init(
        path: String, keeper: DocumentKeeper? = nil, changes: ChangeKeeper? = nil,
        allowsPrivileged: Bool = false, identity: NodeIdentity? = nil,
        accepted: @escaping @Sendable (AcceptedDocument) -> Void = { _ in }
    ) {
        self.path = path
        self.identity = identity
        self.keeper = keeper
        self.changes = changes
        gate = changes.map { ChangeGate($0, path: path) }
        self.accepted = accepted
        self.allowsPrivileged = allowsPrivileged
        secrets = SecretFiles(document: path)
    }

    mutating func load(force: Bool) -> LoadedDocument {
        keeper?.tryAgain()
        changes?.history.tryAgain()
        changes?.forgetConfirmed()
        let loaded = loadNext(force: force)
        switch loaded {
        case .good, .advanced, .bad, .restored: shown = nil
        case .unchanged, .renewed, .pending: break
        }
        return loaded
    }

    private mutating func loadNext(force: Bool) -> LoadedDocument {
        if let undone = changes?.takeExpired() { return restore(undone) }
        if changes?.takeConfirmed() == true {
            publishConfirmed()
            if let whole = bringWhole() { return whole }
        }
        if let advanced = advanceCanary() { return advanced }
        if changes?.awaitsRestore() == true { return .unchanged }
        if let reading = read(force: force) {
            next = nil
            guard let spec = reading.spec else { return .bad(reading.diagnostics) }
            next = Next(
                spec: spec, warnings: reading.diagnostics, bytes: reading.bytes,
                files: spec.secretFiles)
        }
        return bringNext() ?? renewed()
    }

    /// Reads the file; nil: unchanged, or incomplete.
    private mutating func read(force: Bool) -> DocumentReading? {
        let signature = FileSignature.of(path)
        if !force, let signature, signature == seen {
            readiness.settle()
            return nil
        }
        if !force, readiness.awaits(path, signature) || checkout.awaits(path) { return nil }
        let reading = DocumentReading(
            path: path, after: known, &validation, allowsPrivileged: allowsPrivileged,
            identity: identity)
        // A mistake is usually corrected soon, and the next valid version resembles the last one.
        if reading.spec != nil { known = reading.known }
        seen = FileSignature.settled(FileSignature.of(path), at: wallClock() * 1_000_000)
        return reading
    }

    /// Returns the next document once its secret files are usable; nil: no change.
    ///
    /// An unusable file rejects the document that names it first. A file that the document in force
    /// also names does not block other edits.
    private mutating func bringNext() -> LoadedDocument? {
        guard let next else { return nil }
        if !next.files.isEmpty {
            secrets.look(at: next.files, keeping: inForce?.files ?? [])
            let refusals = refusals(of: next)
            guard refusals.isEmpty else {
                if refusals == next.refusals { return nil }
                self.next?.refusals = refusals
                return .bad(diagnostics(of: next))
            }
        }
        let zones = unknownZones(of: next)
        guard zones.isEmpty else {
            self.next = nil
            return .bad(zones)
        }
        guard let refused = refusedRules(of: next) else { return nil }
        guard refused.isEmpty else {
            self.next = nil
            return .bad(refused)
        }
        switch decide(next) {
        case .wait: return nil
        case .withhold(let diagnostics):
            self.next = nil
            return .bad(diagnostics)
        case .pending(let waiting): return wait(waiting, next.warnings)
        case .use(let isUnconfirmed):
            self.next = nil
            self.isUnconfirmed = isUnconfirmed
        }
        if isUnconfirmed {
            changes?.noteInForce()
        } else {
            keeper?.keep(KeptDocument(path: path, accepted: now, bytes: next.bytes))
            gate?.confirm(ChangeGate.Point(spec: next.spec, bytes: next.bytes))
            changes?.clearMark()
        }
        changes?.record(
            next.bytes, isUnconfirmed: isUnconfirmed, keeping: next.spec.safety.history)
        return .good(
            beginCanary(next) ?? give(undoing(next.spec, next.bytes), next.bytes, next.files),
            warnings: next.warnings)
    }

    /// The wall clock of change windows, in milliseconds since 1970.
    var now: Int64 { changes?.clock() ?? wallClock() }

    /// Decides whether a document comes into force.
    private mutating func decide(_ next: Next) -> ChangeGate.Decision {
        guard var gate else { return .use(isUnconfirmed: false) }
        defer { self.gate = gate }
        return gate.decide(
            ChangeGate.Point(spec: next.spec, bytes: next.bytes),
            signature: FileSignature.of(path),
            kept: wayBack, read: point)
    }

    /// Returns the document to which an edit returns without a confirmation.
    ///
    /// - Parameter change: the edit that awaits its confirmation; nil: none.
    private func wayBack(from change: UnconfirmedChange?) -> ChangeGate.WayBack {
        if let change, change.isFirst { return .none }
        // An unreadable copy is reported when it is needed.
        let kept = try? keeper?.load(of: path)
        guard
            let bytes = change.map({ Array($0.earlier.utf8) }) ?? kept?.bytes
                ?? changes?.history.confirmed
        else { return .none }
        let reading = reading(of: bytes)
        if let spec = reading.spec {
            return .document(ChangeGate.Point(spec: spec, bytes: bytes))
        }
        return .rejected(bytes, reading.rejection)
    }

    private func point(_ bytes: [UInt8]) -> ChangeGate.Point? {
        reading(of: bytes).spec.map { ChangeGate.Point(spec: $0, bytes: bytes) }
    }

    /// Puts the last confirmed document in force again.
    private mutating func restore(_ change: UnconfirmedChange) -> LoadedDocument {
        if let next, change.isOf(next.bytes) { self.next = nil }
        canary = nil
        let bytes = Array(change.earlier.utf8)
        let earlier = reading(of: bytes)
        var remainder: RevertedChange.Remainder?
        if earlier.spec == nil {
            remainder = change.isFirst ? .first : .rejected(earlier.rejection)
        }
        let mark = changes?.finishUndoing(change, remainder) ?? RevertedChange(change, nil)
        guard var spec = earlier.spec ?? remains(of: change) else { return .bad(mark.diagnostics) }
        // The edit was valid when it came into force.
        undone = reading(of: Array(change.text.utf8)).spec.map { ($0, bytes) }
        spec = undoing(spec, bytes)
        // A document that is undone in part is never sent to other nodes.
        isUnconfirmed = remainder != nil
        if remainder == nil { confirm(restored: spec, bytes) }
        let files = spec.secretFiles
        secrets.look(at: files, keeping: next?.files ?? [])
        return .restored(give(spec, bytes, files), mark.diagnostics)
    }

    /// Passes the document in force on, now that it is confirmed.
    private mutating func publishConfirmed() {
        guard isUnconfirmed, canary == nil, let given = inForce else { return }
        isUnconfirmed = false
        gate?.confirm(ChangeGate.Point(spec: given.spec, bytes: given.bytes))
        var spec = given.spec
        spec.fillSecrets { given.texts[$0] }
        accepted(AcceptedDocument(spec: spec, bytes: given.bytes))
    }

    func reading(of bytes: [UInt8]) -> DocumentReading {
        DocumentReading(
            path: path, bytes: bytes, allowsPrivileged: allowsPrivileged, identity: identity)
    }

    /// Returns the refused files for which a document is rejected.
    private func refusals(of next: Next) -> [SecretRefusal] {
        let lacking = next.files.filter { secrets.text(of: $0) == nil }
        guard !lacking.isEmpty else { return [] }
        guard let named = inForce?.files ?? keptFiles() else { return [] }
        let paths = Set(named.map(\.path))
        return lacking.filter { !paths.contains($0.path) }
            .sorted { $0.path < $1.path }.compactMap { secrets.refusal(of: $0) }
    }

    /// Returns the secret files of the last accepted document; nil: none.
    private func keptFiles() -> Set<Secret.File>? {
        // An unreadable document is reported when it is needed.
        guard let kept = try? keeper?.load(of: path) else { return nil }
        return DocumentReading(
            path: path, bytes: kept.bytes, allowsPrivileged: allowsPrivileged
        ).spec?.secretFiles
    }

    private func diagnostics(of next: Next) -> [Diagnostic] {
        let findings = next.spec.secrets.compactMap { place, secret -> Diagnostic? in
            guard let file = secret.file, secrets.text(of: file) == nil else { return nil }
            var finding = secrets.refusal(of: file)?.diagnostic(at: place)
            finding?.severity = .error
            return finding
        }
        return parse(next.bytes).located(findings) + next.warnings
    }

    /// Returns the document in force with the current secrets of its files.
    private mutating func renewed() -> LoadedDocument {
        guard let given = inForce, !given.files.isEmpty else { return .unchanged }
        secrets.look(at: given.files, keeping: next?.files ?? [])
        let texts = texts(of: given.files)
        guard texts != given.texts else { return .unchanged }
        inForce?.texts = texts
        var spec = given.spec
        spec.fillSecrets { texts[$0] }
        if !isUnconfirmed { accepted(AcceptedDocument(spec: spec, bytes: given.bytes)) }
        let changed = Set(given.files.filter { texts[$0] != given.texts[$0] }.map(\.path))
        return .renewed(spec, secrets: texts, changed: changed.sorted())
    }

    /// Stores the document in force, and returns it with its secrets.
    mutating func give(
        _ spec: Spec, _ bytes: [UInt8], _ files: Set<Secret.File>
    ) -> Spec {
        let texts = texts(of: files)
        inForce = Given(spec: spec, bytes: bytes, files: files, texts: texts)
        var spec = spec
        if !files.isEmpty { spec.fillSecrets { texts[$0] } }
        if !isUnconfirmed { accepted(AcceptedDocument(spec: spec, bytes: bytes)) }
        return spec
    }

    private func texts(of files: Set<Secret.File>) -> [Secret.File: String] {
        Dictionary(
            files.compactMap { file in secrets.text(of: file).map { (file, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
