import Model

/// The state of the document's file: what is in force, what was rejected, and why it is not kept.
struct DocumentState: Sendable {
    /// The document, as status shows it.
    var status: DocumentStatus
    /// Whether the document was looked at.
    var hasLoaded = false
    /// Why the document that an earlier run accepted could not be used; nil: it was not needed.
    private var keptFailure: HostFailure?
    /// Why the document in force is not kept for another start; nil: it is.
    private(set) var keepingFailure: HostFailure?
    /// Why files of the document in force are of no use.
    private(set) var fileFailures: [HostFailure] = []

    /// The state before the first look.
    init(path: String) {
        status = DocumentStatus(path: path)
    }

    /// The kept document in an event or a reason.
    var standIn: String { status.standIn }

    /// Records a new failure to use the kept document.
    mutating func note(useless failure: HostFailure) -> [EventDraft] {
        defer { keptFailure = failure }
        return failure == keptFailure ? [] : [EventDraft(.failed, "\(failure)")]
    }

    /// Records a new failure to keep the document in force for another start.
    mutating func note(keeping failure: HostFailure?) -> [EventDraft] {
        defer { keepingFailure = failure }
        guard let failure, failure != keepingFailure else { return [] }
        return [EventDraft(.failed, "\(failure)")]
    }

    /// Records new failures of files of the document in force.
    mutating func note(files failures: [HostFailure]) -> [EventDraft] {
        var events = failures.filter { !fileFailures.contains($0) }.map {
            EventDraft(.failed, "\($0)")
        }
        if failures.isEmpty, !fileFailures.isEmpty {
            events.append(
                EventDraft(.recovered, "the files with the document's secrets are good again"))
        }
        fileFailures = failures
        return events
    }

    /// The event of a rejected file.
    ///
    /// - Parameter force: the document in force meanwhile, in words.
    func rejection(_ diagnostics: [Diagnostic], meanwhile force: String) -> EventDraft {
        let kind: Event.Kind =
            diagnostics.contains { $0.code == .unreadable } ? .unreadable : .rejected
        return EventDraft(
            kind, "document \(kind.rawValue), \(force)", diagnostics.map(status.line))
    }
}

extension DocumentStatus {
    /// The kept document in an event or a reason.
    var standIn: String {
        kept.map { "the one accepted at \(Timestamp(milliseconds: $0))" } ?? "the one in force"
    }

    /// A diagnostic as a compiler prints it.
    func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(path)\(place): \(diagnostic.severity.rawValue): \(diagnostic.message) "
            + "[\(diagnostic.code.rawValue)]"
    }
}
