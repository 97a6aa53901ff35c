import Controller
import Model

extension FileChange {
    /// Sends the author of the change to a running controller, before the file has it.
    ///
    /// - Parameters:
    ///   - message: the reason of the edit; nil: none.
    ///   - time: the time for a confirmation; nil: the document decides.
    ///   - allowsRemoval: whether the edit may remove more than the document allows.
    ///   - urgency: whether the edit waits for a change window.
    /// - Returns: the facts that no controller has received; nil: one has.
    @discardableResult
    func announce(
        to client: StatusClient, _ message: String?, within time: Duration? = nil,
        allowsRemoval: Bool = false, urgency: ChangeAnnouncement.Urgency = .usual
    ) async -> ChangeAnnouncement? {
        var announcement = ChangeAnnouncement(of: new, message: message)
        announcement.time = time
        announcement.allowsRemoval = allowsRemoval
        announcement.urgency = urgency
        // Without a controller, the next one finds an edit of unknown origin.
        let answer: AnnouncementAnswer? =
            try? await client.post(announcement.path, within: .seconds(5))
        return answer == nil ? announcement : nil
    }
}
