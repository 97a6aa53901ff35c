import Document
import Files
import Model
import Planning
import Reconciliation

extension FileDocument {
    /// Returns the findings about time zones that this host does not know.
    ///
    /// Those of the document in force can disappear from the host: its windows never open then, and
    /// edits that do not wait must come into force all the same.
    func unknownZones(of next: Next) -> [Diagnostic] {
        guard !next.spec.safety.windows.isEmpty, inForce?.bytes != next.bytes else { return [] }
        var findings = TimeZoneFile.diagnostics(of: next.spec)
        guard !findings.isEmpty else { return [] }
        // An unreadable copy is reported when it is needed.
        let kept = (try? keeper?.load(of: path)).flatMap { reading(of: $0.bytes).spec }
        let former = (inForce?.spec ?? kept)?.safety.windows.map(\.timeZone) ?? []
        findings = TimeZoneFile.diagnostics(of: next.spec, except: Set(former))
        return findings.isEmpty ? [] : parse(next.bytes).located(findings) + next.warnings
    }

    /// Returns the findings about firewall rules that this host refuses; nil: the test runs.
    ///
    /// The document that was in force before a restart needs no test.
    func refusedRules(of next: Next) -> [Diagnostic]? {
        guard let ruleTest, next.spec.firewall?.rules.isEmpty == false else { return [] }
        // An unreadable copy is reported when it is needed.
        if inForce == nil, (try? keeper?.load(of: path))?.bytes == next.bytes { return [] }
        switch ruleTest.answer(for: next.spec, inForce: inForce?.spec) {
        case .running: return nil
        case .findings(let findings):
            return findings.isEmpty ? [] : parse(next.bytes).located(findings) + next.warnings
        }
    }

    /// Returns the wait of an edit if it is new; changes of servers come into force at once.
    mutating func wait(_ waiting: WaitingEdit, _ warnings: [Diagnostic]) -> LoadedDocument? {
        if !waiting.operations.isEmpty, !isUnconfirmed, let operated = operate(waiting) {
            return operated
        }
        guard waiting.status != shown else { return nil }
        shown = waiting.status
        return .pending(waiting.status, warnings: warnings)
    }

    /// Makes the changes of servers, on top of an edit that waits, in the confirmed document too.
    private mutating func operate(_ waiting: WaitingEdit) -> LoadedDocument? {
        guard let confirmed = gate?.confirmed else { return nil }
        var bytes = confirmed.bytes
        for operation in waiting.operations {
            // A server that only the waiting edit has waits with it.
            if case .success(let result) = edited(bytes, by: DocumentEdit(operation)) {
                bytes = result.bytes
            }
        }
        let reading = reading(of: bytes)
        guard bytes != confirmed.bytes, let spec = reading.spec else { return nil }
        keeper?.keep(KeptDocument(path: path, accepted: now, bytes: bytes))
        gate?.confirm(ChangeGate.Point(spec: spec, bytes: bytes))
        changes?.record(
            bytes, isUnconfirmed: false, keeping: spec.safety.history, by: waiting.author)
        let files = spec.secretFiles
        secrets.look(at: files, keeping: next?.files ?? [])
        return .good(give(spec, bytes, files), warnings: reading.diagnostics)
    }
}

extension DocumentEdit {
    init(_ operation: ServerOperation) {
        self =
            switch operation {
            case .state(let service, let server, let state):
                .state(service: service, server: server, state)
            case .weight(let service, let server, let weight):
                .weight(service: service, server: server, weight)
            }
    }
}
