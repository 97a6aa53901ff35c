import Files
import Model

/// An edit that was undone while its file stayed as it is: `reverted.json` in the state directory.
///
/// Until the next save of the file it is not in force, also after a restart.
package struct RevertedChange: Sendable, Hashable, Codable {
    /// The file of the document.
    package let path: String
    /// The edited document.
    package let text: String
    /// The signature of the file.
    package let signature: String
    /// The time for the confirmation.
    ///
    /// **Unit:** milliseconds.
    package let time: Int64
    /// The canary that was taken back; nil: the edit had none.
    package let canary: CanaryRun?
    /// The time of the edit; nil: the mark of an earlier version.
    ///
    /// **Unit:** milliseconds since 1970.
    let begun: Int64?
    /// The reason for which the record of the edit was lost; nil: it was not.
    let loss: String?
    /// The part of the edit that could not be undone; nil: all of it was.
    package var remainder: Remainder?

    /// The reason that an edit could not be undone completely.
    package enum Remainder: Sendable, Hashable, Codable {
        /// There was no document before it.
        case first
        /// This version rejects the document before it.
        case rejected(String)
    }

    /// Creates the mark of an edit.
    package init(_ change: UnconfirmedChange, _ signature: FileSignature?) {
        path = change.path
        text = change.text
        self.signature = signature.map { "\($0)" } ?? ""
        time = change.time
        var canary = change.canary
        // The counters are of no further use.
        canary?.trial = nil
        self.canary = canary
        begun = change.begun
        loss = change.loss
    }

    /// Whether it is the mark of the same attempt: the same text can be saved again.
    func isOf(_ other: RevertedChange) -> Bool {
        path == other.path && text == other.text && begun != nil && begun == other.begun
    }

    /// Whether a file has not been saved since.
    package func isOf(_ bytes: [UInt8], _ path: String, _ signature: FileSignature?) -> Bool {
        guard let signature, text.utf8.elementsEqual(bytes), RealPath(self.path).isOf(path) else {
            return false
        }
        // A change of the mode, the owner or the links is no new attempt.
        return self.signature.hasPrefix(signature.content)
    }

    /// The findings about the file.
    package var diagnostics: [Diagnostic] {
        if remainder == nil, let canary {
            return [
                Diagnostic(
                    canary.isRefused == true ? .canaryRefused : .canaryTakenBack,
                    at: DocumentPath(), canary.failureWords,
                    hint: "save the corrected document, or try again with \"ballast apply "
                        + "--canary \(canary.service)\"; \"ballast rollback\" writes the document "
                        + "in force into the file")
            ]
        }
        let words =
            loss.map { "the record of the unconfirmed edit is lost: \($0)" }
            ?? "the edit was not confirmed within \(Duration.milliseconds(time).words)"
        switch remainder {
        case nil:
            return [
                Diagnostic(
                    .unconfirmed, at: DocumentPath(),
                    "\(words), so the document before it is in force",
                    hint: "save the corrected document and run \"ballast confirm\" in a new "
                        + "session; \"ballast rollback\" writes the one in force into the file")
            ]
        case .first:
            return [
                Diagnostic(
                    .unconfirmedFirst, at: DocumentPath([.key("firewall")]),
                    "\(words), and there is no document before it, so it is in force without its "
                        + "firewall",
                    hint: "save the corrected document and run \"ballast confirm\" in a new session"
                )
            ]
        case .rejected(let reason):
            return [
                Diagnostic(
                    .unconfirmed, at: DocumentPath(), "\(words), and is undone as far as possible",
                    hint: "save the corrected document and run \"ballast confirm\" in a new session"
                ),
                Diagnostic(
                    .rejectedWayBack, at: DocumentPath(),
                    "the document before the edit can't be in force again, because this version "
                        + "rejects it: \(reason)",
                    hint: "save a document that this version accepts"),
            ]
        }
    }

    /// Returns the store of marks.
    package static func store(in state: String) -> JSONStore<RevertedChange> {
        JSONStore("reverted", in: state, title: "reverted edit", limit: 64 << 20)
    }
}
