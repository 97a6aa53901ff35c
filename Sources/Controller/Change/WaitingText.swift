import Files

/// The text of an edit that waits for its change window: `waiting.json` in the state directory.
///
/// Commands can change servers in the file while no controller runs. The difference shows the next
/// one which changes do not wait.
struct WaitingText: Sendable, Equatable, Codable {
    /// The file of the document.
    let path: String
    /// The edited document.
    let text: String

    /// Returns the store of this text.
    static func store(in state: String) -> JSONStore<WaitingText> {
        JSONStore("waiting", in: state, title: "edit that waits", limit: 64 << 20)
    }
}
