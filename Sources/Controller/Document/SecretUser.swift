/// A part of a document that needs secrets.
enum SecretUser: CaseIterable {
    case checks, mail, page

    /// The consequence of an unreadable secret.
    var effect: String {
        switch self {
        case .checks: "checks that need it only connect"
        case .mail: "no mail is sent"
        case .page: "the statistics page is closed"
        }
    }
}
