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

    /// Creates the mark of an edit.
    package init(_ change: UnconfirmedChange, _ signature: FileSignature?) {
        path = change.path
        text = change.text
        self.signature = signature.map { "\($0)" } ?? ""
        time = change.time
    }

    /// Whether a file has not been saved since.
    package func isOf(_ bytes: [UInt8], _ path: String, _ signature: FileSignature?) -> Bool {
        self.path == path && self.signature == signature.map { "\($0)" }
            && text.utf8.elementsEqual(bytes)
    }

    /// The finding about the file.
    package var diagnostic: Diagnostic {
        Diagnostic(
            .unconfirmed, at: DocumentPath(),
            "the edit was not confirmed within \(Duration.milliseconds(time).words), so the "
                + "document before it is in force",
            hint: "save the corrected document and run \"ballast confirm\" in a new session; "
                + "\"ballast rollback\" writes the one in force into the file")
    }

    /// Returns the store of marks.
    package static func store(in state: String) -> JSONStore<RevertedChange> {
        JSONStore("reverted", in: state, title: "reverted edit", limit: 64 << 20)
    }
}
