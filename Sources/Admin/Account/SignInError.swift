/// A reason why an identity is not proven.
public enum SignInError: Error, Sendable, Hashable {
    /// The name or the password is wrong, or the session or the token is unknown or has expired.
    ///
    /// One case for all, so that the answer discloses no names.
    case refused
    /// There were too many attempts with this name or from this address; the next one counts after
    /// so many seconds.
    case throttled(seconds: Int)
    /// Other sign-ins are being checked; the client should try again in a few seconds.
    case busy
    /// The name or the password is longer than any can be.
    case tooLong
    /// The accounts can't be read, with the reason, which is for the log and not for the client.
    case unavailable(String)
}

extension SignInError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .refused: "the name or the password is wrong, or the session or the token has expired"
        case .throttled(let seconds):
            "there were too many attempts; the next one counts in \(seconds) s"
        case .busy: "other sign-ins are being checked; try again in a few seconds"
        case .tooLong: "the name or the password is too long"
        case .unavailable(let reason): reason
        }
    }
}
