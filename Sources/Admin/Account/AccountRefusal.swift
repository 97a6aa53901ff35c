import Model

/// A reason why accounts can't be changed.
public enum AccountRefusal: Error, Sendable, Hashable {
    /// A text is no name.
    case badName(String)
    /// An account of this name exists.
    case takenName(String)
    /// A token of this name exists.
    case takenToken(String)
    /// No account has this name.
    case unknownUser(String)
    /// No token has this name.
    case unknownToken(String)
    /// It is the last account that can do everything.
    case lastLeader(String)
    /// A password is refused.
    case password(PasswordRule.Problem)
    /// A token would be valid for no time, or for too long.
    case lifetime
    /// There are as many accounts or tokens as there can be.
    case full(String, Int)
    /// There is an account, so that a setup link has no use; or the link is wrong or has expired.
    case setup
    /// The file of accounts can't be read or written.
    case file(HostFailure)
    /// Many passwords are being computed.
    case busy

    /// The remedy; nil: the reason shows it.
    public var remedy: String? {
        switch self {
        case .badName:
            "use up to \(AccountName.limit) of a to z, digits and, after the first, . _ - @"
        case .takenName: "\"ballast user password\" and \"ballast user change\" change it"
        case .takenToken: "revoke it first, or use another name"
        case .unknownUser: "\"ballast user list\" shows the accounts"
        case .unknownToken: "\"ballast user tokens\" shows the tokens"
        case .lastLeader: "add another one with --group conf first, or use --force"
        case .password(.simple), .password(.tooShort): "a few random words are easy to remember"
        case .password, .setup, .file: nil
        case .lifetime: "use a time from 1m to 3650d, such as 90d"
        case .full: "remove others first"
        case .busy: "try again in a few seconds"
        }
    }
}

extension AccountRefusal: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .badName(let name): "\"\(cut(name))\" is no name"
        case .takenName(let name): "the account \(name) exists"
        case .takenToken(let name): "the token \(name) exists"
        case .unknownUser(let name): "there is no account \(cut(name))"
        case .unknownToken(let name): "there is no token \(cut(name))"
        case .lastLeader(let name): "\(name) is the last account of the group conf"
        case .password(let problem): "\(problem)"
        case .lifetime: "a token is valid for at least one minute and at most 3650 days"
        case .full(let kind, let limit): "there are \(limit) \(kind), and there can't be more"
        case .setup: "the setup link is wrong, was used or has expired, or there is an account"
        case .file(let failure): "\(failure)"
        case .busy: "many sign-ins are being checked"
        }
    }

    private func cut(_ name: String) -> String { String(name.clean.prefix(AccountName.limit)) }
}
