import Document
import Files
import Model
import Reconciliation

extension FileDocument {
    mutating func note(steps: Int, failed: Int) {
        changes?.history.note(steps: steps, failed: failed)
    }

    var awaitsApplication: Bool { changes?.awaitsApplication == true }

    func note(lacking: [String]) { changes?.note(lacking: lacking) }

    var fileFailures: [HostFailure] {
        guard let inForce, !inForce.files.isEmpty else { return [] }
        return inForce.files.sorted { ($0.path, $0.limit) < ($1.path, $1.limit) }
            .compactMap { file in
                secrets.refusal(of: file)?.failure(
                    isHeld: secrets.text(of: file) != nil, inForce.spec.users(of: file))
            }
    }

    var keepingFailure: HostFailure? { keeper?.failure }

    /// Returns the document of an earlier run, with paths relative to its original place.
    mutating func kept() -> KeptSpec {
        do throws(HostFailure) {
            let own = try keeper?.load(of: path)
            guard let kept = if let own { own } else { try keeper?.load() } else { return .none }
            let operation = "use the document that was accepted at \(timestamp(kept.accepted))"
            guard RealPath(path).isOf(kept.path) else {
                throw HostFailure(operation: operation, reason: "it is another one: \(kept.path)")
            }
            let reading = DocumentReading(
                path: path, bytes: kept.bytes, allowsPrivileged: allowsPrivileged,
                identity: identity)
            guard let spec = reading.spec else {
                throw HostFailure(
                    operation: operation,
                    reason: "this version rejects it: \(reading.rejection)")
            }
            let files = spec.secretFiles
            secrets.look(at: files, keeping: next?.files ?? [])
            return .good(
                give(spec, kept.bytes, files), warnings: reading.diagnostics,
                accepted: kept.accepted)
        } catch {
            return .useless(error)
        }
    }
}
