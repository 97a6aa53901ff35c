/// A sentence about the form that led to a page.
///
/// The address of the page has only a word, so that no other site can write on it.
struct Notice: Sendable {
    private let word: Word

    private enum Word: String {
        case password, rollback, drain, offline, online, weight, restart, halt
        case certificate, apply, attempt, confirm, same, expired, lost
    }

    /// - Parameter word: that of the address; nil, or another one: there is no sentence.
    init?(_ word: String?) {
        guard let word = word.flatMap(Word.init) else { return nil }
        self.word = word
    }

    /// The sentence.
    var html: HTML { "<p class=\"notice\" role=\"status\">\(sentence)</p>" }

    private var sentence: String {
        switch word {
        case .drain:
            "The document now drains the server: it gets no new sessions, and open ones continue."
        case .offline:
            "The document now takes the server offline: it leaves after its last session."
        case .online:
            "The document now has the server online, with its previous weight. A server of a proxy "
                + "gets requests until its first check fails."
        case .rollback: "The file has the former text again, and comes into force next."
        case .restart: "The node restarts now."
        case .halt: "The node halts now, and stays off until it is switched on by hand."
        case .weight: "The document now has the new weight."
        case .certificate: "The certificate is imported, and is served next."
        case .apply: "The document is written, and comes into force next."
        case .attempt: "The document is written. Confirm the edit in time, else it is undone."
        case .confirm: "The edit is confirmed."
        case .same: "The file has this text already, so nothing was written."
        case .expired: "No edit waits for a confirmation: it was confirmed, undone, or needs none."
        case .lost: "Nothing was done: your session had ended before the form arrived."
        case .password: "Your password is changed, and your other sessions have ended."
        }
    }
}
