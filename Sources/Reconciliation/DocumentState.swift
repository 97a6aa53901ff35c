import Model

/// The document in force, the diagnostics of a rejected file, and failures to store the document.
struct DocumentState: Sendable {
    /// The document, as status shows it.
    var status: DocumentStatus
    /// Whether the document was read.
    var hasLoaded = false
    /// The failure to use the document of an earlier run; nil: it was not needed.
    private var keptFailure: HostFailure?
    /// The failure to store the document in force for a restart; nil: none.
    private(set) var keepingFailure: HostFailure?
    /// Failures of files that the document in force names.
    private(set) var fileFailures: [HostFailure] = []

    /// Creates the state of a document that was not read yet.
    init(path: String) {
        status = DocumentStatus(path: path)
    }

    /// The words for the stored document in an event or a reason.
    var standIn: String { status.standIn }

    /// Records a failure to use the stored document, and returns its event.
    mutating func note(useless failure: HostFailure) -> [EventDraft] {
        defer { keptFailure = failure }
        return failure == keptFailure ? [] : [EventDraft(.failed, "\(failure)")]
    }

    /// Records a failure to store the document in force, and returns its event.
    mutating func note(keeping failure: HostFailure?) -> [EventDraft] {
        defer { keepingFailure = failure }
        guard let failure, failure != keepingFailure else { return [] }
        return [EventDraft(.failed, "\(failure)")]
    }

    /// Records failures of files that the document names, and returns their events.
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

    /// Returns the event of a rejected file.
    ///
    /// - Parameter force: the words for the document in force.
    func rejection(_ diagnostics: [Diagnostic], meanwhile force: String) -> EventDraft {
        let kind: Event.Kind =
            diagnostics.contains { $0.code == .unreadable } ? .unreadable : .rejected
        return EventDraft(
            kind, "document \(kind.rawValue), \(force)", diagnostics.map(status.line))
    }
}

extension DocumentStatus {
    /// The words for the stored document in an event or a reason.
    var standIn: String {
        kept.map { "the one accepted at \(CivilTime(milliseconds: $0).timestamp)" }
            ?? "the one in force"
    }

    /// A diagnostic as a compiler prints it.
    func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(path)\(place): \(diagnostic.severity.rawValue): \(diagnostic.message) "
            + "[\(diagnostic.code.rawValue)]"
    }
}
