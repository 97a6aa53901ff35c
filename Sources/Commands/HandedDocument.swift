import ArgumentParser
import Controller
import Document
import Files
import Model

/// A document that `ballast apply` hands to a running controller.
struct HandedDocument {
    private let reading: DocumentReading
    private let change: ChangeOptions
    private let host: HostOptions
    private let output: OutputOptions

    /// Creates the hand-over of a document.
    init(
        _ reading: DocumentReading, _ change: ChangeOptions, _ host: HostOptions,
        _ output: OutputOptions
    ) {
        self.reading = reading
        self.change = change
        self.host = host
        self.output = output
    }

    /// Hands the document over; false: no controller answers.
    ///
    /// **Errors:** exit status 1 if the plan may disrupt, or the document of the controller can't
    /// be written.
    func isHanded() async throws -> Bool {
        let client = StatusClient(socket: host.daemon.path)
        let status: DocumentStatus
        do {
            status = try await client.status().document
        } catch {
            // Without a controller, apply changes the host itself.
            guard change.canary != nil else { return false }
            standardError("error: --canary needs a running controller")
            throw DaemonSilence(host.daemon.path, error).printed()
        }
        let path = status.path
        let file = DocumentFile(path: path)
        let old = try stopping { try file.read(regularOnly: true) }
        let isSame = reading.path != "-" && RealPath(path).isOf(reading.path)
        let changes = DirectChanges(state: host.state, document: path)
        let pending = changes.pending
        let isConfirmed = pending == nil && changes.earlier == reading.bytes
        if change.confirm != nil, old == reading.bytes {
            if isConfirmed {
                standardError(
                    "ballast: nothing was done: this document is in force and confirmed, so "
                        + "--confirm has nothing to undo")
                throw ExitCode(1)
            }
            if let pending, pending.isOf(reading.bytes) {
                standardError(
                    "ballast: nothing was done: the document is in force, and is undone at "
                        + "\(timestamp(pending.deadline)) without \"ballast confirm\"")
                throw ExitCode(1)
            }
        }
        if let request = change.canaryRequest {
            let canary = CanaryNote(request, reading, changes, path)
            if let reason = canary.objection {
                standardError(
                    "ballast: nothing was written: \(reason) "
                        + "[\(DiagnosticCode.canaryRefused.rawValue)]")
                throw ExitCode(1)
            }
        }
        try await DisruptionGuard(
            isAllowed: change.allowDisruption, isUndone: change.confirm != nil
        ).requireHarmless(reading, at: path, host)
        let wait = change.wait ? CanaryWait(of: reading.bytes, status.rejected, host) : nil
        var announcement = ChangeAnnouncement(of: reading.bytes, message: change.message)
        announcement.time = change.confirm?.duration
        announcement.canary = change.canaryRequest
        announcement.allowsRemoval = change.allowRemoval
        if change.now { announcement.urgency = .now }
        announcement.isOwn = !isSame && old != reading.bytes
        do {
            let answer: AnnouncementAnswer = try await client.post(
                announcement.path, within: .seconds(10))
            if let failure = answer.failure {
                standardError("ballast: nothing was written: \(failure)")
                throw ExitCode(1)
            }
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw DaemonSilence(host.daemon.path, error).printed()
        }
        if announcement.isOwn {
            try stopping { try file.replace(expecting: old, with: reading.bytes) }
        }
        let words =
            announcement.isOwn
            ? "\(path) is written, and the controller applies it"
            : "the controller reads \(path) again"
        var notes = ["\(words); \"ballast status\" shows the result"]
        if !change.now, let wait = WindowNote(host).pending(reading, at: path) {
            notes.append("\(wait.words) [\(DiagnosticCode.closedWindow.rawValue)]")
        }
        if let request = change.canaryRequest { notes.append(request.words) }
        if let time = change.confirm?.duration, change.canary == nil {
            // The time of an edit that waits is not prolonged.
            let rest = min(time, pending.map { .milliseconds($0.remaining) } ?? time)
            notes.append(
                isConfirmed
                    ? "the document was confirmed before, so nothing is undone"
                    : "without \"ballast confirm\" in a new session the edit is undone after "
                        + rest.words)
        }
        for note in notes { standardError("note: \(note)") }
        if let wait {
            let end = try await wait.run()
            standardError("note: \(end)")
            notes.append(end)
        }
        try View(forPrograms: ApplyAnswer(handedTo: path, notes: notes)).print(json: output.json)
        return true
    }
}
