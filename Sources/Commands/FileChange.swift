import Controller
import Document
import Model

/// A change of a document that a command writes.
struct FileChange {
    /// The file.
    let file: DocumentFile
    /// The text that the file must have.
    let old: [UInt8]
    /// The next text.
    let new: [UInt8]

    /// Sends the author of the change to a running controller, before the file has it.
    ///
    /// - Parameters:
    ///   - message: the reason of the edit; nil: none.
    ///   - time: the time for a confirmation; nil: the document decides.
    ///   - allowsRemoval: whether the edit may remove more than the document allows.
    func announce(
        to client: StatusClient, _ message: String?, within time: Duration? = nil,
        allowsRemoval: Bool = false
    ) async {
        var announcement = ChangeAnnouncement(of: new, message: message)
        announcement.time = time
        announcement.allowsRemoval = allowsRemoval
        // Without a controller, the next one finds an edit of unknown origin.
        let _: AnnouncementAnswer? =
            try? await client.post(announcement.path, within: .seconds(5))
    }

    /// Writes the file, unless another program has changed it.
    ///
    /// **Errors:** `FileFailure`.
    func write() throws(FileFailure) {
        try file.replace(expecting: old, with: new)
    }
}
