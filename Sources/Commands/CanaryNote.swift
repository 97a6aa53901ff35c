import Controller
import Model
import Planning

/// The judgement of a command whether an edit can have a canary.
struct CanaryNote {
    /// The reason for which it can't; nil: it can.
    let objection: String?

    /// Judges an edit beside the documents of a controller.
    ///
    /// - Parameter path: the path of the controller's document.
    init(
        _ request: CanaryRequest, _ reading: DocumentReading, _ changes: DirectChanges,
        _ path: String
    ) {
        objection = Self.objection(to: request, reading, changes, path)
    }

    /// Returns the sentence about a canary that is running; nil: none is.
    ///
    /// - Parameters:
    ///   - state: the state directory.
    ///   - path: the path of the controller's document.
    static func running(_ state: String, _ path: String) -> String? {
        DirectChanges(state: state, document: path).pending?.canary?.note
    }

    private static func objection(
        to request: CanaryRequest, _ reading: DocumentReading, _ changes: DirectChanges,
        _ path: String
    ) -> String? {
        if let pending = changes.pending {
            guard let run = pending.canary else {
                return "an edit awaits its confirmation: run \"ballast confirm\" first"
            }
            return "a canary of \(run.service) is running; \"ballast rollback\" takes it back"
        }
        guard let earlier = changes.earlier else { return "no document is in force before it" }
        if earlier == reading.bytes {
            return "this document is in force, so there is nothing to bring: give the edit in "
                + "another file with -f"
        }
        let former = DocumentReading(path: path, bytes: earlier, allowsPrivileged: true).spec
        guard let former, let edit = reading.spec else { return nil }
        return Canary(request.service).objection(from: former, to: edit)
    }
}

extension CanaryRequest {
    /// The sentence about the steps.
    var words: String {
        let percents = Canary.percents.map { "\($0)" }.joined(separator: ", ")
        return "\(service) comes first: new servers with \(percents) % of their weights, "
            + "\(pause.words) each, then all of the edit on trial for as long; "
            + "\"ballast rollback\" takes it back"
    }
}
