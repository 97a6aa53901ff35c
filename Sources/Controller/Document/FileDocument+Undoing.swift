import Document
import Model
import Planning

extension FileDocument {
    /// Returns the edit without the parts that can shut an administrator out; nil: this version
    /// rejects it too.
    func remains(of change: UnconfirmedChange) -> Spec? {
        guard let edited = reading(of: Array(change.text.utf8)).spec else { return nil }
        return edited.undone(to: parse(Array(change.earlier.utf8)).spec, beside: path)
    }

    /// Records that the document before an edit is in force again.
    mutating func confirm(restored spec: Spec, _ bytes: [UInt8]) {
        gate?.confirm(ChangeGate.Point(spec: spec, bytes: bytes))
        // Changes of servers that were made meanwhile are in it, and in no generation.
        if let changes, let kept = changes.history.confirmed, kept != bytes {
            changes.record(bytes, isUnconfirmed: false, keeping: spec.safety.history)
        }
    }

    /// The document with the networks that an undone edit has changed, while its text is the one
    /// before that edit.
    func undoing(_ spec: Spec, _ bytes: [UInt8]) -> Spec {
        guard let undone, undone.bytes == bytes else { return spec }
        return spec.undoing(undone.edit)
    }
}
